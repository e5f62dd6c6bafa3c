package dev.kalshilab.sandbox;

import dev.kalshilab.model.KalshiException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries requests to the routes and their answers back: sockets and threads, nothing of the exchange. */
final class Server implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(10);
    /** Enough for a list of a thousand tickers in a URL. */
    private static final int MAX_REQUEST = 1 << 16;

    /** How much may wait for a client that does not read. */
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(1 << 22, 1 << 23);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String identity = UUID.randomUUID().toString();
    private final Routes routes;
    private final Streams streams;
    private final FaultyAnswers answers;
    // One thread of our own: a pool of Netty's would leave its global executor's thread behind when it stops.
    private final Thread thread;
    private final ManualIoEventLoop loop;
    private final Channel listener;
    private final ChannelGroup connections;

    /**
     * @param port 0 for any that is free
     * @param streams made with the loop that everything runs on
     */
    Server(Routes routes, int port, Function<EventLoop, Streams> streams) {
        this.routes = routes;
        thread = new Thread(this::serve, "kalshi-sandbox-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        loop = new ManualIoEventLoop(thread, NioIoHandler.newFactory());
        connections = new DefaultChannelGroup(loop);
        this.streams = streams.apply(loop);
        this.answers = new FaultyAnswers(this.streams.faults());
        thread.start();
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec(MAX_REQUEST, MAX_REQUEST, 8192))
                                .addLast(new HttpObjectAggregator(MAX_REQUEST))
                                .addLast(new Handler());
                    }
                })
                .bind("127.0.0.1", port)
                .awaitUninterruptibly();
        listener = bound.channel();
        if (!bound.isSuccess()) {
            stop();
            throw new KalshiException(
                    "The sandbox cannot listen on 127.0.0.1: " + bound.cause().getMessage()
                            + (port == 0
                                    ? "\nIt needs one free local port; see whether this machine allows programs to open one."
                                    : "\nPort " + port + " may be another program's: give another one, or none."),
                    bound.cause());
        }
    }

    private void serve() {
        while (!loop.isTerminated()) {
            loop.run(WAIT.toNanos());
        }
    }

    Streams streams() {
        return streams;
    }

    /** Runs something on the thread that everything runs on, and waits for it. */
    void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        run(streams.tail()::stop);
        streams.close();
        connections.close().awaitUninterruptibly();
        stop();
    }

    private void stop() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null when the connection has become a WebSocket. */
    private @Nullable FullHttpResponse respond(ChannelHandlerContext context, FullHttpRequest request) {
        try {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri());
            Request asked = new Request(
                    request.method().name(),
                    uri.rawPath(),
                    uri.path(),
                    uri.parameters(),
                    request.content().toString(StandardCharsets.UTF_8),
                    request.headers()::get);
            if (asked.path().equals(Streams.PATH)) {
                streams.open(context, request, asked);
                return null;
            }
            Routes.Answer answer = routes.answer(asked);
            return response(HttpResponseStatus.valueOf(answer.status), answer.body);
        } catch (Refusal refusal) {
            FullHttpResponse response = response(HttpResponseStatus.valueOf(refusal.status), refusal.body());
            if (!refusal.allow.isEmpty()) {
                response.headers().set(HttpHeaderNames.ALLOW, refusal.allow);
            }
            return response;
        }
    }

    static FullHttpResponse response(HttpResponseStatus status, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(
                        HttpHeaderNames.DATE,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .set("kalshi-sandbox", "invented data");
        return response;
    }

    private final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            @Nullable FullHttpResponse response;
            try {
                response = request.decoderResult().isSuccess()
                        ? respond(context, request)
                        : refused(Refusal.badRequest("the request is not HTTP"));
            } catch (IllegalArgumentException e) {
                response = refused(Refusal.badRequest("the URL is not percent-encoded: " + request.uri()));
            } catch (RuntimeException e) {
                response = refused(Refusal.internal(e));
            }
            if (response == null) {
                return;
            }
            boolean stays =
                    HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
            boolean struck =
                    request.uri().startsWith(Routes.BASE) && !streams.faults().none();
            HttpUtil.setKeepAlive(response, stays);
            response.headers().set(Streams.TIME, streams.tail().time()).set("kalshi-sandbox-identity", identity);
            if (!routes.limited()) {
                response.headers().set("kalshi-sandbox-limits", "none");
            }
            if (struck) {
                answers.send(context, request.uri(), response);
            } else {
                var written = context.writeAndFlush(response);
                if (!stays) {
                    written.addListener(ChannelFutureListener.CLOSE);
                }
            }
        }

        private FullHttpResponse refused(Refusal refusal) {
            return response(HttpResponseStatus.valueOf(refusal.status), refusal.body());
        }

        /** A client that went away is its own business. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var ignored = context.close();
        }
    }
}
