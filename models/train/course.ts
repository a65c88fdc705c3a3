import type { Slot } from "./compute/tasks.ts";
import type { Example } from "./dataset.ts";
import type { Random } from "./random.ts";
import { classWeights, type Recipe } from "./recipe.ts";

/** A labelled set that is learnt on its own group of logits. */
export interface Course {
  readonly examples: readonly Example[];
  readonly classes: number;
  /** What its loss weighs beside the others'. */
  readonly weight: number;
}

/** Where a course stands in its endless, always reshuffled row of examples. */
export interface CourseState {
  readonly order: readonly number[];
  readonly next: number;
}

/**
 * Batches for one or more courses: each gives the same number of slots, taken in turn, so that both halves of a batch
 * hold all of them. Logits are grouped in the order of the courses.
 */
export class Courses {
  readonly #courses: readonly Course[];
  readonly #weights: readonly (readonly number[])[];
  readonly #recipe: Recipe;
  state: CourseState[];

  constructor(courses: readonly Course[], recipe: Recipe) {
    this.#courses = courses;
    this.#recipe = recipe;
    this.#weights = courses.map(({ examples, classes }) => classWeights(examples, classes));
    this.state = courses.map(() => ({ order: [], next: 0 }));
  }

  /** Examples of each course in a batch; an epoch is one pass over the first course. */
  get share(): number {
    return Math.floor(this.#recipe.batch / this.#courses.length);
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.#courses[0].examples.length / this.share);
  }

  batch(random: Random): Slot[] {
    const slots: Slot[] = [];
    for (let i = 0; i < this.share; i++) slots.push(...this.#courses.map((_, course) => this.#slot(course, random)));
    return slots;
  }

  #slot(course: number, random: Random): Slot {
    const { examples, weight, classes } = this.#courses[course];
    const from = this.#courses.slice(0, course).reduce((sum, one) => sum + one.classes, 0);
    const total = this.#courses.reduce((sum, one) => sum + one.classes, 0);
    const one = examples[this.#draw(course, random)];
    const { mixup, labelSmoothing } = this.#recipe;
    const share = mixup > 0 ? random.beta(mixup) : 1;
    const mixed = [{ example: one, share }];
    if (share < 1) mixed.push({ example: examples[Math.floor(random.uniform() * examples.length)], share: 1 - share });
    const target = new Float32Array(total);
    for (const { example, share: part } of mixed) {
      const amount = (part * weight * this.#weights[course][example.label]) / this.share;
      for (let k = 0; k < classes; k++) target[from + k] += (amount * labelSmoothing) / classes;
      target[from + example.label] += amount * (1 - labelSmoothing);
    }
    return {
      pictures: mixed.map(({ example, share: part }) => ({ x: example.x, share: part })),
      seed: random.integer(),
      target,
      group: [from, from + classes],
    };
  }

  #draw(course: number, random: Random): number {
    let { order, next } = this.state[course];
    if (next >= order.length) {
      order = random.shuffled(this.#courses[course].examples.map((_, i) => i));
      next = 0;
    }
    this.state[course] = { order, next: next + 1 };
    return order[next];
  }
}
