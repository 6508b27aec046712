using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Sekimori.Gate.Telemetry;

/// <summary>Sends the counters to a collector by OTLP, every so often.</summary>
internal sealed class OtlpExport : IDisposable
{
    private readonly MeterProvider _provider;

    /// <summary>Starts to send.</summary>
    /// <param name="receiver">The collector: "http://host:4317" for gRPC; a URL with a path is HTTP with protobuf.</param>
    /// <param name="every">The interval.</param>
    public OtlpExport(Uri receiver, TimeSpan every) =>
        _provider = Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource =>
        resource.AddService("sekimori", serviceVersion: Version(), serviceInstanceId: Environment.MachineName))
            .AddMeter(GuardMeter.Name).AddOtlpExporter((exporter, reader) =>
        {
            exporter.Endpoint = receiver;
            exporter.Protocol = receiver.AbsolutePath.Length > 1
                ? OpenTelemetry.Exporter.OtlpExportProtocol.HttpProtobuf
                : OpenTelemetry.Exporter.OtlpExportProtocol.Grpc;
            // An unavailable collector must not delay the server's end.
            exporter.TimeoutMilliseconds = 2000;
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)every.TotalMilliseconds;
        }).Build()!;

    /// <summary>Sends what has gathered, and ends.</summary>
    public void Dispose() => _provider.Dispose();

    private static string Version() => typeof(OtlpExport).Assembly.GetName().Version!.ToString(3);
}
