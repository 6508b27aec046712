using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Sekimori.Server.Tests.Telemetry;

/// <summary>
/// As much of an OpenTelemetry collector as takes metrics, over gRPC or over HTTP with protobuf, and remembers each point.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;

    private OtlpReceiver(bool isGrpc)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Parse("127.0.0.14"), 0, listen =>
            listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _application = builder.Build();
        _application.Run(isGrpc ? TakeGrpcAsync : TakeHttpAsync);
    }

    public ConcurrentDictionary<string, ProtobufReader> Metrics { get; } = new();

    public ConcurrentDictionary<string, string> Resource { get; } = new();

    public Uri Address =>
        new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<OtlpReceiver> StartAsync(bool isGrpc)
    {
        var receiver = new OtlpReceiver(isGrpc);
        await receiver._application.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeGrpcAsync(HttpContext context)
    {
        Assert.Equal("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", context.Request.Path);
        Assert.StartsWith("application/grpc", context.Request.ContentType);
        var body = await BodyAsync(context);
        // A message of gRPC: whether it is compressed, its length, itself.
        Assert.Equal(0, body.Span[0]);
        Assert.Equal(body.Length - 5, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(body.Span[1..]));
        Take(body[5..]);
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private async Task TakeHttpAsync(HttpContext context)
    {
        Assert.Equal("/v1/metrics", context.Request.Path);
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        Take(await BodyAsync(context));
        context.Response.ContentType = "application/x-protobuf";
    }

    // The field numbers are those of opentelemetry/proto/metrics/v1/metrics.proto.
    private void Take(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in new ProtobufReader(request).Messages(1))
        {
            foreach (var attribute in resource.Messages(1).SelectMany(one => one.Messages(1)))
                Resource[attribute.Text(1)] = attribute.Messages(2).Single().Text(1);
            foreach (var metric in resource.Messages(2).SelectMany(scope => scope.Messages(2))) Metrics[metric.Text(1)] = metric;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
