package dev.kalshilab.table;

import dev.kalshilab.column.Field;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.strings.DictionaryMap;
import tech.tablesaw.columns.strings.NoKeysAvailableException;
import tech.tablesaw.selection.Selection;

/** The texts of a column, put into Tablesaw's dictionary when somebody first looks: a million take a tenth of a second. */
final class LateTexts implements DictionaryMap {
    private final Field field;
    private final int size;
    // Shared, and longer: what stands behind size is not ours.
    private @Nullable Object @Nullable [] values;
    private @Nullable DictionaryMap texts;

    LateTexts(Field field, @Nullable Object[] values, int size) {
        this.field = field;
        this.values = values;
        this.size = size;
    }

    private synchronized DictionaryMap texts() {
        if (texts == null || values != null) {
            StringColumn column = StringColumn.create(field.name());
            for (int i = 0; values != null && i < size; i++) {
                Tables.append(column, field, values[i]);
            }
            texts = column.getDictionary();
            values = null;
        }
        return texts;
    }

    @Override
    public synchronized int size() {
        return texts == null ? size : texts.size();
    }

    @Override
    public void sortDescending() {
        texts().sortDescending();
    }

    @Override
    public void sortAscending() {
        texts().sortAscending();
    }

    @Override
    public int getKeyAtIndex(int i) {
        return texts().getKeyAtIndex(i);
    }

    @Override
    public String getValueForKey(int key) {
        return texts().getValueForKey(key);
    }

    @Override
    public String getValueForIndex(int i) {
        return texts().getValueForIndex(i);
    }

    @Override
    public int countOccurrences(String value) {
        return texts().countOccurrences(value);
    }

    @Override
    public Set<String> asSet() {
        return texts().asSet();
    }

    @Override
    public int uniqueValuesAt(int i) {
        return texts().uniqueValuesAt(i);
    }

    @Override
    public int[] asIntArray() {
        return texts().asIntArray();
    }

    @Override
    public int getKeyForIndex(int i) {
        return texts().getKeyForIndex(i);
    }

    @Override
    public int firstIndexOf(String value) {
        return texts().firstIndexOf(value);
    }

    @Override
    public String[] asObjectArray() {
        return texts().asObjectArray();
    }

    @Override
    public Selection selectIsIn(String... values) {
        return texts().selectIsIn(values);
    }

    @Override
    public Selection selectIsIn(Collection<String> values) {
        return texts().selectIsIn(values);
    }

    @Override
    public void append(String value) throws NoKeysAvailableException {
        texts().append(value);
    }

    @Override
    public void set(int i, String value) throws NoKeysAvailableException {
        texts().set(i, value);
    }

    @Override
    public void clear() {
        texts().clear();
    }

    @Override
    public int countUnique() {
        return texts().countUnique();
    }

    @Override
    public Table countByCategory(String name) {
        return texts().countByCategory(name);
    }

    @Override
    public Selection isEqualTo(String value) {
        return texts().isEqualTo(value);
    }

    @Override
    public List<BooleanColumn> getDummies() {
        return texts().getDummies();
    }

    @Override
    public byte[] asBytes(int i) {
        return texts().asBytes(i);
    }

    @Override
    public int countMissing() {
        return texts().countMissing();
    }

    @Override
    public Iterator<String> iterator() {
        return texts().iterator();
    }

    @Override
    public void appendMissing() {
        texts().appendMissing();
    }

    @Override
    public boolean isMissing(int i) {
        return texts().isMissing(i);
    }

    @Override
    public DictionaryMap promoteYourself() {
        return texts().promoteYourself();
    }

    @Override
    public int nextKeyWithoutIncrementing() {
        return texts().nextKeyWithoutIncrementing();
    }

    @Override
    public boolean canPromoteToText() {
        return texts().canPromoteToText();
    }
}
