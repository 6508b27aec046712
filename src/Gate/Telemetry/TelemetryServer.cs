using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sekimori.Gate.Telemetry;

/// <summary>
/// /metrics for Prometheus and /health for supervisors that restart servers, on an address of their own and with nothing else there.
/// </summary>
internal sealed class TelemetryServer : IAsyncDisposable
{
    // A scraper or two; who opens more needs something else.
    private const int MaxConnections = 16;

    private readonly WebApplication _application;
    private readonly PrometheusText _metrics = new(GuardMeter.Name);
    private readonly Func<string?> _healthProblem;

    /// <summary>A server that is not started.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="healthProblem">The server's problem, in words; null if it is healthy.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="admit">Says who may connect; null for everybody who reaches the address.</param>
    public TelemetryServer(IPEndPoint address, Func<string?> healthProblem, ILoggerFactory loggers, Action<ListenOptions>? admit = null)
    {
        _healthProblem = healthProblem;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers).AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                admit?.Invoke(listen);
            });
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>Starts to serve.</summary>
    /// <exception cref="IOException">The address is in use.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <summary>Where it listens.</summary>
    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var (status, type, text) = (isRead, context.Request.Path.Value) switch
        {
            (false, _) => (StatusCodes.Status405MethodNotAllowed, "text/plain", "GET\n"),
            (_, "/metrics") => (StatusCodes.Status200OK, "text/plain; version=0.0.4", _metrics.Write()),
            (_, "/health") when _healthProblem() is { } healthProblem =>
                (StatusCodes.Status503ServiceUnavailable, "text/plain", healthProblem + "\n"),
            (_, "/health") => (StatusCodes.Status200OK, "text/plain", "ok\n"),
            _ => (StatusCodes.Status404NotFound, "text/plain", "/metrics, /health\n"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = type + "; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(bytes, 0, bytes.Length, context.RequestAborted);
    }

    /// <summary>Signals are left to the program that starts this.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
