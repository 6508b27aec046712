using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Tls;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>A target that lies, redirects, never ends, or wants the gate's password.</summary>
[Trait("Size", "Large")]
public sealed class HostileTargetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task One_that_sends_the_caller_elsewhere_is_not_followed() => FailsAsync(context =>
    {
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = "http://169.254.169.254/latest/meta-data/";
        return Task.CompletedTask;
    });

    [Fact]
    public Task One_that_offers_basic_gets_no_password() => FailsAsync(context =>
    {
        Assert.DoesNotContain("Basic", context.Request.Headers.Authorization.ToString(), StringComparison.OrdinalIgnoreCase);
        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"WSMAN\"";
        return Task.CompletedTask;
    });

    [Fact]
    public Task One_that_lets_nobody_log_on() => FailsAsync(context =>
    {
        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = "Negotiate";
        return Task.CompletedTask;
    });

    [Fact]
    public Task One_that_never_stops() => FailsAsync(async context =>
    {
        context.Response.ContentType = "application/soap+xml;charset=UTF-8";
        var much = new byte[64 * 1024];
        Array.Fill(much, (byte)'<');
        while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(much, context.RequestAborted);
    });

    [Fact]
    public Task One_that_says_nothing() => FailsAsync(context => Task.Delay(TimeSpan.FromMinutes(5), context.RequestAborted), 60);

    [Fact]
    public async Task One_with_another_certificate_sees_no_logon()
    {
        var seen = 0;
        await using var target = await HostileTarget.StartAsync(_ =>
        {
            Interlocked.Increment(ref seen);
            return Task.CompletedTask;
        });
        await using var gate = await TerminatedGate.StartAsync(null, target.Address, new string('A', 64));
        using var client = gate.Client();
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.IdentifyAsync(Token));
        Assert.Contains("certificate", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, seen);
    }

    private static async Task FailsAsync(RequestDelegate answer, int seconds = 20)
    {
        await using var target = await HostileTarget.StartAsync(answer);
        await using var gate = await TerminatedGate.StartAsync(null, target.Address, target.Fingerprint);
        using var client = gate.Client(timeout: TimeSpan.FromSeconds(3));
        var clock = Stopwatch.StartNew();
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.IdentifyAsync(Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(seconds), $"{clock.Elapsed}");
        Assert.Contains("web1", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("169.254", fault.Message, StringComparison.Ordinal);
        // What failed is in the record, and the secret is nowhere.
        var lines = await gate.Gate.StopAsync();
        Assert.DoesNotContain(lines, line => line.Contains(InnerHost.Secret, StringComparison.Ordinal));
    }

    private sealed class HostileTarget : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-hostile").FullName;
        private WebApplication _host = null!;

        public Uri Address { get; private set; } = null!;

        public string Fingerprint { get; private set; } = "";

        public static async Task<HostileTarget> StartAsync(RequestDelegate answer)
        {
            var target = new HostileTarget();
            var file = Path.Combine(target._folder, "certificate.pem");
            var keeper = new CertificateKeeper(CertificateKeeper.SelfMade(file, [RunningGate.Here], DateTimeOffset.UtcNow),
                NullLogger<CertificateKeeper>.Instance, TimeProvider.System);
            target.Fingerprint = keeper.Current.Fingerprint.Replace(":", "", StringComparison.Ordinal);
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
                kestrel.Listen(RunningGate.Here, 0, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    listen.UseHttps(keeper.Current.Certificate);
                }));
            target._host = builder.Build();
            target._host.Run(answer);
            await target._host.StartAsync(Token);
            target.Address = new Uri(new Uri(target._host.Urls.First()), "/wsman");
            return target;
        }

        public async ValueTask DisposeAsync()
        {
            await _host.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
