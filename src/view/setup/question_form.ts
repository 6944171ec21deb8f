// The form of a question in words. Pure.

/** A question as it is shown. */
export interface QuestionText {
  /** The explanation before the question. */
  readonly lines: readonly string[];
  readonly prompt: string;
  /** The meaning of an empty answer; `undefined` where an answer is needed. */
  readonly usual?: string | undefined;
  /** The answers to choose one from. */
  readonly choices?: readonly AnswerChoice[];
  /** The items of which any number can be chosen: the answer is their numbers, from 1. */
  readonly items?: readonly AnswerItem[];
  /** The answer is not shown while it is typed. */
  readonly isSecret?: true;
  /** The label of a button that answers, where there is nothing to say. */
  readonly button?: string;
  /** A text that the user takes elsewhere. */
  readonly copied?: string;
}

/** An answer, and what it means. */
export interface AnswerChoice {
  readonly answer: string;
  readonly text: string;
}

/** One of several things to choose. */
export interface AnswerItem {
  readonly name: string;
  readonly about: string;
}

/** The answers to a question that is answered with yes or no. */
export const YES_NO: readonly AnswerChoice[] = [{ answer: "y", text: "Yes" }, {
  answer: "n",
  text: "No",
}];
