package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides what the demo user did until the sandbox's present: which markets, which side, when to sell.
 *
 * <p>So that the account can be followed by hand: NO is held in one market of an exclusive event at most (the exchange
 * would return collateral for more), only contracts bought at one price are sold in part (any way of costing gives the
 * same), and what is paid at settlement was not sold from before (a settlement's revenue less its costs and fees is
 * then all that the market brought).
 */
final class Trader {
    private final Catalogue catalogue;
    private final List<DemoOrder> orders = new ArrayList<>();

    Trader(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    List<DemoOrder> orders() {
        election();
        for (ListedSeries series : catalogue.series()) {
            if (!series.ticker.equals(OneOffs.ELECTION)
                    && !series.ticker.equals(OneOffs.VOLCANO)
                    && !series.isCombo()) {
                Rng rng = Rng.of(catalogue.seed, "demo", series.ticker);
                long recent = series.events.stream()
                        .filter(event -> !catalogue.isArchived(event))
                        .count();
                int every = (int) Math.max(1, recent / 16);
                int number = rng.below(every);
                for (ListedEvent event : series.events) {
                    event(event, rng, number % every == 0);
                    number++;
                }
            }
        }
        return List.copyOf(orders);
    }

    /** A long position that grows and is trimmed, one against a rival, and one that was given up. */
    private void election() {
        List<ListedMarket> candidates = catalogue.events(OneOffs.ELECTION).get(0).markets;
        Desk first = desk(candidates.get(0));
        first.buy(true, 0.05);
        first.sellPart();
        first.buy(true, 0.45);
        first.buy(true, 0.8);
        first.giveUp(true);
        first.rest(true);
        Desk second = desk(candidates.get(1));
        second.buy(false, 0.1);
        second.buy(false, 0.3);
        second.sellAll();
        second.buy(false, 0.75);
        second.rest(false);
        Desk third = desk(candidates.get(2));
        third.buy(true, 0.2);
        third.sellAll();
        third.giveUp(false);
    }

    private void event(ListedEvent event, Rng rng, boolean chosen) {
        boolean known = Catalogue.PRESENT >= event.schedule.settled();
        boolean abandoned = event.belief.shape.abandoned() <= Catalogue.PRESENT;
        if (event.schedule.open() + 2 * Time.HOUR > Catalogue.PRESENT || (known && !chosen && !abandoned)) {
            return;
        }
        ListedMarket market = event.markets.get(rng.below(event.markets.size()));
        boolean yes = rng.chance(0.5);
        Desk desk = desk(market);
        desk.buy(yes, rng.between(0.05, 0.3));
        if (known) {
            if (rng.chance(0.6)) {
                desk.buy(yes, rng.between(0.4, 0.8));
            }
            if (rng.chance(0.15)) {
                desk.giveUp(yes);
            }
        } else if (rng.chance(0.6)) {
            desk.sellPart();
        }
        if (market.activeAt(Catalogue.PRESENT)) {
            desk.rest(yes);
        }
    }

    private Desk desk(ListedMarket market) {
        return new Desk(market, Rng.of(catalogue.seed, "demo", market.ticker), orders);
    }
}
