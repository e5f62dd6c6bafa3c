package dev.kalshilab.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class UnitsTest {

    @Test
    void unitsBelongToTheTableAndNotToWhatIsDerivedFromIt() {
        Table table = Units.attach(Table.create("t", DoubleColumn.create("price", 1)), Map.of("price", "$"));

        assertThat(Units.of(table, "price")).isEqualTo("$");
        assertThat(Units.of(table, "volume")).isEmpty();
        assertThat(Units.of(table.copy(), "price")).isEmpty();
    }
}
