package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much of the markets' pasts is held, and that nobody sees what is not. */
class MemoryTest {
    private static final long LATER = Catalogue.PRESENT + 9 * Time.HOUR;

    private static void assertSame(Past one, Past other) {
        assertThat(one.size).isEqualTo(other.size);
        for (int row = 0; row < one.size; row++) {
            assertThat(one.time(row)).isEqualTo(other.time(row));
            assertThat(one.bid(row)).isEqualTo(other.bid(row));
            assertThat(one.ask(row)).isEqualTo(other.ask(row));
            assertThat(one.price(row)).isEqualTo(other.price(row));
            assertThat(one.count(row)).isEqualTo(other.count(row));
            assertThat(one.kind(row)).isEqualTo(other.kind(row));
            assertThat(one.volumeAfter(row + 1)).isEqualTo(other.volumeAfter(row + 1));
            assertThat(one.openInterestAfter(row + 1)).isEqualTo(other.openInterestAfter(row + 1));
        }
    }

    @Test
    void rowsThatWereLetGoOfAreMadeAgainAsTheyWere() {
        Catalogue whole = new Catalogue(3, false);
        Memory little = new Memory(1_000);
        Catalogue part = new Catalogue(3, false, little);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < whole.markets().size(); i += 37) {
                ListedMarket market = whole.markets().get(i);
                ListedMarket again = part.markets().get(i);
                assertThat(again.ticker).isEqualTo(market.ticker);
                assertSame(again.past(Catalogue.PRESENT), market.past(Catalogue.PRESENT));
                assertSame(again.past(LATER), market.past(LATER));
            }
        }
    }

    @Test
    void noMoreRowsAreHeldThanThereIsRoomFor() {
        Memory memory = new Memory(20_000);
        Catalogue catalogue = new Catalogue(3, false, memory);
        for (ListedMarket market : catalogue.markets()) {
            Past past = market.past(LATER);
            past.trades();
            assertThat(memory.rows()).isLessThanOrEqualTo(20_000);
        }
        assertThat(memory.rows()).isGreaterThan(10_000);
    }

    @Test
    void theUsualMarketIsHeldWholeAtItsPresentAndADayLater() {
        Memory memory = new Memory(Long.MAX_VALUE);
        Catalogue catalogue = new Catalogue(1, false, memory);
        catalogue.markets().forEach(market -> market.past(Catalogue.PRESENT));
        assertThat(memory.rows()).isLessThan(1_000_000);
        catalogue.markets().forEach(market -> market.past(Catalogue.PRESENT + Time.DAY));
        assertThat(memory.rows()).isLessThan(2_000_000);
    }

    @Test
    void aPastThatIsReadWhileItsRowsAreLetGoOfStaysAsItWas() {
        Catalogue catalogue = new Catalogue(3, false, new Memory(1_000));
        ListedMarket market = catalogue.markets().get(0);
        ListedMarket other = catalogue.markets().get(1);
        Past past = market.past(Catalogue.PRESENT);
        Past same = new Catalogue(3, false).markets().get(0).past(Catalogue.PRESENT);
        assertThat(past.size).isGreaterThan(3_000);
        for (int row = past.size - 1; row >= 0; row -= 97) {
            assertThat(past.time(row)).isEqualTo(same.time(row));
            other.past(Catalogue.PRESENT).trades();
            assertThat(past.volumeAfter(row + 1)).isEqualTo(same.volumeAfter(row + 1));
        }
    }
}
