package dev.kalshilab.feed;

import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Json;
import java.util.HashSet;
import java.util.Set;

/**
 * Which frames of a recorded stream are of one channel, where others were subscribed to on the same socket.
 *
 * <p>Messages are told apart by their subscription, which its answer names, and refusals by the command that they
 * answer. What cannot be told to be of another channel counts as of this one.
 */
final class OneChannel {
    private final String channel;
    private final Set<Long> otherSubscriptions = new HashSet<>();
    private final Set<Long> otherCommands = new HashSet<>();

    OneChannel(String channel) {
        this.channel = channel;
    }

    /** Takes a command that went out. */
    void sent(String command) {
        try {
            Set<String> channels = Frames.channels(command);
            long id = Frames.id(command);
            if (channels.isEmpty() || channels.contains(channel)) {
                otherCommands.remove(id);
            } else if (id > 0) {
                otherCommands.add(id);
            }
        } catch (Json.Malformed e) {
            // No command of ours; its answer is everybody's.
        }
    }

    /** False for a frame that is known to be of another channel. */
    boolean concerns(String frame) {
        try {
            Frames.Envelope envelope = Frames.envelope(frame);
            if (envelope.type().equals("subscribed")) {
                return began(Frames.channel(envelope), Frames.sid(envelope));
            }
            boolean refusal = envelope.type().equals("error") && otherCommands.contains(Frames.id(frame));
            return !refusal && !otherSubscriptions.contains(envelope.sid());
        } catch (Json.Malformed e) {
            return true; // whoever reads it says so
        }
    }

    private boolean began(String other, long sid) {
        if (other.isEmpty() || other.equals(channel)) {
            otherSubscriptions.remove(sid);
            return true;
        }
        if (sid >= 0) {
            otherSubscriptions.add(sid);
        }
        return false;
    }
}
