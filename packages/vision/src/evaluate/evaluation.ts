/** How well networks know a folder's pictures. */
export interface Evaluation {
  /** How many were seen; fewer than there are where it was stopped. */
  readonly pictures: number;
  /** How many there are. */
  readonly total: number;
  /** How many times a picture was computed: crops, mirrored or not, at all scales. */
  readonly views: number;
  /** What the classes are called, by index. */
  readonly labels: readonly string[];
  /** Pictures whose likeliest class is their own. */
  readonly top1: number;
  /** Whose own class is among the five likeliest. */
  readonly top5: number;
  /** classes×classes: how many pictures of the row's class are taken for the column's. */
  readonly confusion: Int32Array<ArrayBuffer>;
  /** Of each class that there are pictures of, the least right first. */
  readonly classes: readonly ClassResult[];
  /** Pictures that are taken for another class, those first whose own class is likeliest not to be seen. */
  readonly wrong: readonly SeenPicture[];
  /** Some of those that are right, 24 at most, from all over the folder. */
  readonly right: readonly SeenPicture[];
  /** That it took. */
  readonly seconds: number;
}

/** Of a class that there are pictures of. */
export interface ClassResult {
  /** What it is called. */
  readonly label: string;
  /** How many pictures there are of it. */
  readonly count: number;
  /** How many of these are right. */
  readonly right: number;
  /** What it is mistaken for most. */
  readonly takenFor: string | undefined;
}

/** A picture, and what it is taken for. */
export interface SeenPicture {
  /** Its place among the pictures. */
  readonly index: number;
  /** Its path. */
  readonly picture: string;
  /** Its class. */
  readonly label: string;
  /** How likely its class is said to be. */
  readonly score: number;
  /** What it is taken for. */
  readonly takenFor: string;
  /** How likely that is said to be. */
  readonly takenScore: number;
}

const mostRight = 24;

/** Counts what a network says of pictures, one by one. */
export class Tally {
  readonly confusion: Int32Array<ArrayBuffer>;
  readonly #labels: readonly string[];
  readonly #wrong: SeenPicture[] = [];
  readonly #right: SeenPicture[] = [];
  pictures = 0;
  top1 = 0;
  top5 = 0;

  constructor(labels: readonly string[]) {
    this.#labels = labels;
    this.confusion = new Int32Array(labels.length ** 2);
  }

  /** @param scores of each class; of equal ones the first is the likelier. */
  add(index: number, picture: string, own: number, scores: Float64Array): void {
    const score = scores[own] ?? NaN;
    const before = scores.reduce((count, each, at) => count + Number(each > score || (each === score && at < own)), 0);
    const best = scores.reduce((most, each, at) => (each > (scores[most] ?? NaN) ? at : most), 0);
    this.pictures++;
    this.top1 += Number(before === 0);
    this.top5 += Number(before < 5);
    this.confusion[own * this.#labels.length + best]! += 1;
    (before > 0 ? this.#wrong : this.#right).push({
      index,
      picture,
      label: this.#nameOf(own),
      score,
      takenFor: this.#nameOf(best),
      takenScore: scores[best] ?? NaN,
    });
  }

  /** As equally far apart as they can be. */
  right(): readonly SeenPicture[] {
    const every = Math.max(1, this.#right.length / mostRight);
    return this.#right.filter((_, at) => Math.floor(at / every) > Math.floor((at - 1) / every));
  }

  /** The worst first. */
  wrong(): readonly SeenPicture[] {
    return this.#wrong.toSorted((a, b) => a.score - b.score || b.takenScore - a.takenScore);
  }

  /** The least right first. */
  classes(): readonly ClassResult[] {
    const size = this.#labels.length;
    const all = this.#labels.map((label, own): ClassResult => {
      const row = [...this.confusion.subarray(own * size, (own + 1) * size)];
      const others = row.map((count, at) => (at === own ? 0 : count));
      const worst = Math.max(...others);
      return {
        label,
        count: row.reduce((sum, each) => sum + each, 0),
        right: row[own] ?? 0,
        takenFor: worst > 0 ? this.#nameOf(others.indexOf(worst)) : undefined,
      };
    });
    return all.filter(({ count }) => count > 0).toSorted((a, b) => a.right / a.count - b.right / b.count);
  }

  #nameOf(index: number): string {
    return this.#labels[index] ?? `class ${index}`;
  }
}
