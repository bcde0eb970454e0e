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
  /** Pictures that are taken for another class, those first whose own class is likeliest not to be seen. */
  readonly wrong: readonly Mistaken[];
  /** That it took. */
  readonly seconds: number;
}

/** A picture that is taken for another class. */
export interface Mistaken {
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

/** Counts what a network says of pictures, one by one. */
export class Tally {
  readonly confusion: Int32Array<ArrayBuffer>;
  readonly #labels: readonly string[];
  readonly #wrong: Mistaken[] = [];
  pictures = 0;
  top1 = 0;
  top5 = 0;

  constructor(labels: readonly string[]) {
    this.#labels = labels;
    this.confusion = new Int32Array(labels.length ** 2);
  }

  /** @param scores of each class; of equal ones the first is the likelier. */
  add(picture: string, own: number, scores: Float64Array): void {
    const score = scores[own] ?? NaN;
    const before = scores.reduce((count, each, at) => count + Number(each > score || (each === score && at < own)), 0);
    const best = scores.reduce((most, each, at) => (each > (scores[most] ?? NaN) ? at : most), 0);
    this.pictures++;
    this.top1 += Number(before === 0);
    this.top5 += Number(before < 5);
    this.confusion[own * this.#labels.length + best]! += 1;
    if (before > 0)
      this.#wrong.push({
        picture,
        label: this.#nameOf(own),
        score,
        takenFor: this.#nameOf(best),
        takenScore: scores[best] ?? NaN,
      });
  }

  /** The worst first. */
  wrong(): readonly Mistaken[] {
    return this.#wrong.toSorted((a, b) => a.score - b.score || b.takenScore - a.takenScore);
  }

  #nameOf(index: number): string {
    return this.#labels[index] ?? `class ${index}`;
  }
}
