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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One WebSocket connection: carries commands in, replies and trades out, and a ping now and then. */
final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final WebSocketServerHandshaker handshaker;
    private final Tail tail;
    private final Commands commands;
    private final Channel channel;
    private final Duration pings;
    private @Nullable Future<?> heartbeat;

    Session(Catalogue catalogue, Tail tail, WebSocketServerHandshaker handshaker, Channel channel, Duration pings) {
        this.handshaker = handshaker;
        this.tail = tail;
        this.channel = channel;
        this.pings = pings;
        this.commands = new Commands(catalogue, this::send);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        heartbeat = context.executor()
                .scheduleAtFixedRate(
                        () -> write(
                                new PingWebSocketFrame(Unpooled.copiedBuffer("heartbeat", StandardCharsets.US_ASCII))),
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
            var ignored = handshaker.close(context, close.retain());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
        commands.subscriptions().forEach(commands::drop);
        tail.changed(this);
    }

    /** A client that breaks the protocol or went away is its own business. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var ignored = context.close();
    }

    boolean listens() {
        return !commands.subscriptions().isEmpty();
    }

    boolean wants(ListedMarket market) {
        return commands.subscriptions().stream().anyMatch(one -> one.wants(market.ticker));
    }

    void trade(Tail.Happened trade) {
        for (Subscription subscription : commands.subscriptions()) {
            if (!subscription.wants(trade.market().ticker)) {
                continue;
            }
            if (!channel.isWritable()) {
                // As on the exchange: who does not read loses the subscription, not the connection.
                commands.drop(subscription);
                send(commands.overflow(subscription));
                tail.changed(this);
                continue;
            }
            Json json = new Json()
                    .object()
                    .text("type", "trade")
                    .number("sid", subscription.sid)
                    .number("seq", subscription.next());
            Bodies.tradeMessage(json.name("msg"), trade);
            send(json.endObject());
        }
    }

    private void send(Json json) {
        write(new TextWebSocketFrame(Unpooled.wrappedBuffer(json.toBytes())));
    }

    private void write(WebSocketFrame frame) {
        var ignored = channel.writeAndFlush(frame);
    }
}
