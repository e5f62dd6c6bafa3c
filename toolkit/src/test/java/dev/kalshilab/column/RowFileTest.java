package dev.kalshilab.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.testkit.ForAll;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowFileTest {
    private static final Schema SCHEMA = new Schema(
            "all",
            Arrays.stream(Kind.values())
                    .map(kind -> Field.derived(kind, kind.name().toLowerCase(Locale.ROOT), "a column"))
                    .toList());

    private static Columns random(int count, Random random) {
        Columns rows = new Columns(SCHEMA);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < SCHEMA.fields().size(); i++) {
                Kind kind = SCHEMA.fields().get(i).kind();
                if (random.nextInt(5) == 0) {
                    continue;
                }
                if (kind.isLong()) {
                    rows.set(i, random.nextBoolean() ? random.nextLong() : random.nextInt(3) - 1);
                } else if (kind == Kind.NUMBER) {
                    rows.set(i, Double.longBitsToDouble(random.nextLong()));
                } else if (kind == Kind.TEXTS) {
                    List<String> texts = new ArrayList<>();
                    for (int n = random.nextInt(4); n > 0; n--) {
                        texts.add(text(random));
                    }
                    rows.set(i, texts);
                } else {
                    rows.set(i, text(random));
                }
            }
            rows.endRow();
        }
        return rows;
    }

    /** Of any characters, halves of pairs among them: JSON can say those. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.append((char) (0xD800 + random.nextInt(0x800)));
                case 2 -> text.appendCodePoint(0x10000 + random.nextInt(0xFFFFF));
                default -> text.append((char) (' ' + random.nextInt(90)));
            }
        }
        return text.toString();
    }

    private static byte[] file(Columns rows, int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            RowFile.write(rows, count, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void same(Columns rows, int at, Columns expected) {
        for (int i = 0; i < SCHEMA.fields().size(); i++) {
            Kind kind = SCHEMA.fields().get(i).kind();
            for (int row = 0; row < expected.rows(); row++) {
                if (kind.isLong()) {
                    assertThat(rows.longAt(i, at + row)).isEqualTo(expected.longAt(i, row));
                } else if (kind == Kind.NUMBER) {
                    assertThat(Double.doubleToLongBits(rows.doubleAt(i, at + row)))
                            .isEqualTo(Double.doubleToLongBits(expected.doubleAt(i, row)));
                } else {
                    assertThat(rows.objectAt(i, at + row)).isEqualTo(expected.objectAt(i, row));
                }
            }
        }
    }

    @Test
    void blocksOfAllKindsOfValuesComeBackAsTheyWere() {
        ForAll.forAll(100, random -> {
            List<Columns> blocks = new ArrayList<>();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int n = random.nextInt(5); n >= 0; n--) {
                Columns rows = random(random.nextInt(random.nextInt(10) == 0 ? 3000 : 20), random);
                int count = random.nextInt(rows.rows() + 1);
                blocks.add(rows.head(count));
                all.writeBytes(file(rows, count));
            }
            Columns back = new Columns(SCHEMA);
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(all.toByteArray()))) {
                int at = 0;
                for (Columns block : blocks) {
                    assertThat(RowFile.read(back, in)).isTrue();
                    assertThat(back.rows()).isEqualTo(at + block.rows());
                    same(back, at, block);
                    at = back.rows();
                }
                assertThat(RowFile.read(back, in)).isFalse();
                assertThat(back.rows()).isEqualTo(at);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aBlockThatWasCutOffAddsNoRow() {
        byte[] whole = file(random(40, new Random(5)), 40);
        for (int length = 4; length < whole.length; length += 1 + whole.length / 50) {
            Columns back = new Columns(SCHEMA);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(whole, 0, length));
            assertThatThrownBy(() -> RowFile.read(back, in)).isInstanceOf(EOFException.class);
            assertThat(back.rows()).isZero();
        }
    }
}
