import type { PartTaker } from '../deliver/part-taker.ts';
import type { OfferBook } from '../offer/offer-book.ts';
import type { ServiceLine } from '../services/service-line.ts';
import type { ContactListener } from './stay-in-touch.ts';

/** Who listens on the line to the hub, and what is told on it beside the membership. */
export interface ContactOptions {
  readonly listener: ContactListener;
  /** Takes up parts; without it the hub sends none. */
  readonly taker?: PartTaker | undefined;
  /** ClusterProperties that are shown to the set, by name; none without it. */
  readonly properties?: (() => Readonly<Record<string, string>>) | undefined;
  /** What is offered to the set; without it the hub keeps what it has. */
  readonly offers?: Pick<OfferBook, 'digest' | 'send' | 'onChange'> | undefined;
  /** Shares services; without it none are. */
  readonly services?: Pick<ServiceLine, 'begin' | 'said' | 'hear' | 'onOffer'> | undefined;
}
