import { useEffect, useRef } from "react";

/** A grey picture as it is, one canvas pixel for each of its own. */
export function GreyPicture({
  grey,
  width,
  height,
  label,
}: {
  grey: Uint8Array;
  width: number;
  height: number;
  label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const image = new ImageData(width, height);
    for (let i = 0; i < grey.length; i++) image.data.set([grey[i]!, grey[i]!, grey[i]!, 255], 4 * i);
    canvas.current?.getContext("2d")?.putImageData(image, 0, 0);
  }, [grey, width, height]);
  return <canvas ref={canvas} width={width} height={height} className="grey" role="img" aria-label={label} />;
}
