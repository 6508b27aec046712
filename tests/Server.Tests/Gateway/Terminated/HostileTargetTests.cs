using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Sekimori.Client.WsMan;
using Sekimori.Security;

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

    // It has the gate's trust, and passes every message of the logon on to a host where the account is known. Without bindings at that host
    // it would be let in: the pass-on itself works.
    [Theory]
    [InlineData("Strict", false)]
    [InlineData("Relaxed", false)]
    [InlineData("None", true)]
    public async Task One_that_passes_the_gates_logon_on_to_another_host(string bindings, bool isLetIn)
    {
        await using var host = await InnerHost.StartAsync(
            RunningGate.Here, settings => settings with { WsMan = new() { CbtHardeningLevel = bindings } });
        using var onward = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1, SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        });
        var logons = 0;
        await using var target = await HostileTarget.StartAsync(async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Token);
            using var passed = new HttpRequestMessage(HttpMethod.Post, host.Url) { Content = new ByteArrayContent(body.ToArray()) };
            passed.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            if (context.Request.Headers.Authorization is [{ } authorization])
            {
                passed.Headers.TryAddWithoutValidation("Authorization", authorization);
                logons++;
            }
            using var answer = await onward.SendAsync(passed, Token);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            if (answer.Headers.TryGetValues("WWW-Authenticate", out var challenges))
                context.Response.Headers.WWWAuthenticate = challenges.ToArray();
            await answer.Content.CopyToAsync(context.Response.Body, Token);
        });
        await using var gate = await TerminatedGate.StartAsync(null, target.Address, target.Fingerprint);
        using var client = gate.Client();
        if (isLetIn) await client.IdentifyAsync(Token);
        else await Assert.ThrowsAsync<WsManFaultReply>(() => client.IdentifyAsync(Token));
        // Both messages of NTLM have come as far.
        Assert.InRange(logons, 2, 4);
        var lines = await host.StopAsync();
        Assert.Equal(isLetIn, !lines.Any(line => line.Contains(nameof(RefusalReason.WrongChannel), StringComparison.Ordinal)));
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
}
