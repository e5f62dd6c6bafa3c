package dev.kalshilab.feed;

import dev.kalshilab.wire.FeedShapes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of a feed: its rows and books, what is missing, how it does. One thread notes, any thread reads. */
final class Known {
    final Map<Topic, Buffer> buffers = new LinkedHashMap<>();
    final Buffer others;
    final Books books = new Books();
    final Coverage coverage = new Coverage();
    final Tally tally = new Tally();
    final Health health = new Health();
    final Arrived arrived = new Arrived();

    Known(Collection<Topic> topics, Bounds bounds) {
        for (Topic topic : topics) {
            if (topic.schema() != null) {
                buffers.put(
                        topic, new Buffer(topic.schema(), FeedShapes.time(topic.schema()), bounds, topic.channel()));
            }
        }
        this.others = new Buffer(FeedShapes.OTHER, null, bounds, Topic.OTHER);
    }

    /** Has the rows that were added seen by others. */
    void publish(long at) {
        long rows = 0;
        boolean full = true;
        for (Buffer buffer : buffers.values()) {
            if (buffer.isNew()) {
                health.latency(buffer.latency());
            }
            buffer.publish(at);
            rows += buffer.total();
            full &= buffer.isFull(at);
        }
        others.publish(at);
        // Who asked for nothing that has a table waits for what has none.
        boolean none = buffers.isEmpty();
        arrived.now(none ? others.total() : rows, none ? others.isFull(at) : full);
    }

    /** No row comes any more. */
    void close() {
        buffers.values().forEach(Buffer::close);
        others.close();
    }
}
