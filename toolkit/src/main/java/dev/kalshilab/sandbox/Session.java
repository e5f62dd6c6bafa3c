package dev.kalshilab.sandbox;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One WebSocket connection: carries commands in, replies and messages out, and a ping now and then. */
final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** How much is put together at most before the socket gets it: a call of the system for each frame costs more. */
    private static final int AT_ONCE = 1 << 16;

    private final WebSocketServerHandshaker handshaker;
    private final Tail tail;
    private final Commands commands;
    private final Faults faults;
    private final Channel channel;
    private final Duration pings;
    /** Messages are made one after the other. */
    private final Json paper;
    /** Messages that come behind the next one. */
    private final Deque<byte[]> late = new ArrayDeque<>();
    /** What is said while the stream is silent; null while it is not. */
    private @Nullable List<WebSocketFrame> unsaid;

    private @Nullable Future<?> heartbeat;
    /** Bytes that were written since the last flush. */
    private int unsent;

    Session(
            Catalogue catalogue,
            Tail tail,
            Faults faults,
            WebSocketServerHandshaker handshaker,
            Channel channel,
            Duration pings) {
        this.handshaker = handshaker;
        this.tail = tail;
        this.faults = faults;
        this.channel = channel;
        this.pings = pings;
        this.paper = new Json(catalogue.cents);
        this.commands = new Commands(catalogue, this::reply, this::snapshot);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        tail.opened(this);
        heartbeat = context.executor()
                .scheduleAtFixedRate(
                        () -> {
                            write(new PingWebSocketFrame(
                                    Unpooled.copiedBuffer("heartbeat", StandardCharsets.US_ASCII)));
                            flush();
                        },
                        pings.toMillis(),
                        pings.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            commands.read(text.text());
            tail.changed(this);
        } else if (frame instanceof BinaryWebSocketFrame) {
            commands.read("");
        } else if (frame instanceof PingWebSocketFrame) {
            write(new PongWebSocketFrame(frame.content().retain()));
        } else if (frame instanceof CloseWebSocketFrame close) {
            flush();
            var ignored = handshaker.close(context, close.retain());
        }
        flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
        if (unsaid != null) {
            unsaid.forEach(WebSocketFrame::release);
            unsaid = null;
        }
        commands.subscriptions().forEach(commands::drop);
        tail.closed(this);
    }

    /** A client that breaks the protocol or went away is its own business. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var ignored = context.close();
    }

    boolean listens() {
        return !commands.subscriptions().isEmpty();
    }

    /** Whether all that was said is on its way. */
    boolean isRead() {
        return channel.isWritable();
    }

    List<Subscription> subscriptions() {
        return commands.subscriptions();
    }

    /** A message on a channel. Who does not read loses the subscription, as on the exchange, not the connection. */
    void tell(Subscription subscription, String type, boolean numbered, Consumer<Json> body) {
        if (!commands.has(subscription)) {
            return;
        }
        if (!channel.isWritable()) {
            overflow(subscription);
            return;
        }
        Json json = paper.clear().object().text("type", type).number("sid", subscription.sid);
        if (numbered) {
            Fault gap = faults.struck(Fault.Kind.GAP);
            if (gap != null) {
                subscription.skip(gap.times());
            }
            json.number("seq", subscription.next());
        }
        body.accept(json.name("msg"));
        send(subscription, json.endObject().toBytes());
    }

    private void snapshot(Subscription subscription, ListedMarket market) {
        tail.snapshot(this, subscription, market);
    }

    private void send(Subscription subscription, byte[] message) {
        if (faults.none()) {
            write(message);
            late();
            return;
        }
        byte[] frame = faults.strikes(Fault.Kind.DRIFT) ? Surgery.drift(message) : message;
        if (faults.strikes(Fault.Kind.GARBLED)) {
            frame = Surgery.garble(frame);
        }
        if (faults.strikes(Fault.Kind.REORDERED)) {
            late.push(frame);
            return;
        }
        if (!faults.strikes(Fault.Kind.LOST)) {
            write(frame);
            if (faults.strikes(Fault.Kind.REPEATED)) {
                write(frame);
            }
        }
        late();
        if (faults.strikes(Fault.Kind.OVERFLOW)) {
            overflow(subscription);
        }
        Fault stall = faults.struck(Fault.Kind.STALL);
        if (stall != null) {
            stall(stall.pause());
        }
        if (faults.strikes(Fault.Kind.DISCONNECT)) {
            disconnect();
        }
    }

    private void late() {
        while (!late.isEmpty()) {
            write(late.pop());
        }
    }

    private void overflow(Subscription subscription) {
        commands.drop(subscription);
        reply(commands.overflow(subscription));
        tail.changed(this);
    }

    /** Every subscription ends with an error. */
    void overflow() {
        subscriptions().forEach(this::overflow);
        flush();
    }

    /** The connection ends without a word; what was said before has been sent. */
    void disconnect() {
        flush();
        var ignored = channel.close();
    }

    /** Nothing is sent for a while, pings and replies included. */
    void stall(Duration silence) {
        if (unsaid == null) {
            unsaid = new ArrayList<>();
            var ignored = channel.eventLoop().schedule(this::speak, silence.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void speak() {
        List<WebSocketFrame> frames = unsaid;
        unsaid = null;
        if (frames != null) {
            frames.forEach(this::write);
            flush();
        }
    }

    private void reply(Json json) {
        write(json.toBytes());
    }

    private void write(byte[] text) {
        write(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)));
    }

    private void write(WebSocketFrame frame) {
        if (unsaid != null) {
            unsaid.add(frame);
        } else {
            unsent += 1 + frame.content().readableBytes();
            var ignored = channel.write(frame);
            if (unsent >= AT_ONCE) {
                flush();
            }
        }
    }

    /** Sends what was written: whoever has said all that there is to say calls it. */
    void flush() {
        if (unsent > 0) {
            unsent = 0;
            channel.flush();
        }
    }
}
