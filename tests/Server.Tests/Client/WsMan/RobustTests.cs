using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Interop.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>Connections break: no output is lost, no input comes twice, no command runs twice.</summary>
[Collection(OneShellHost.Name)]
[Trait("Size", "Large")]
public sealed class RobustTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int OutputBytes = 5_000_000;

    // Within a TLS handshake or a logon, within the head of a message, within its body; and far into the flow of messages, so that no
    // operation is hit more than a few times.
    private static readonly int[] OfAnswers =
        [1, 900_000, 60, 1_000_000, 700, 1_500, 800_000, 3_000, 10_000, 700_000, 65_000, 200_000, 500_000];
    private static readonly int[] OfRequests =
        [1, 200_000, 80, 310_000, 500, 1_200, 290_000, 1_900, 2_600, 230_000, 4_000, 9_000, 250_000, 100_000];

    private static readonly (WsManAuthentication, EnvelopeCharset)[] Ways =
    [
        (WsManAuthentication.Basic, EnvelopeCharset.Utf8),
        (WsManAuthentication.Basic, EnvelopeCharset.Utf16LittleEndian),
        (WsManAuthentication.Basic, EnvelopeCharset.Utf16BigEndian),
        (WsManAuthentication.Ntlm, EnvelopeCharset.Utf8),
        (WsManAuthentication.CredSsp, EnvelopeCharset.Utf8),
    ];

    [Fact]
    public Task Output_is_whole_however_often_connections_break() => EveryWayAsync(OutputIsWholeAsync);

    [Fact]
    public Task Input_comes_once_however_often_connections_break() => EveryWayAsync(InputComesOnceAsync);

    // All at once: each of them waits for most of its time, until a broken connection is tried again.
    private static Task EveryWayAsync(Func<WsManAuthentication, EnvelopeCharset, Task> test) => Task.WhenAll(Ways.Select(async way =>
    {
        var (scheme, charset) = way;
        try
        {
            await test(scheme, charset);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{scheme}, {charset}: {failure.Message}", failure);
        }
    }));

    private async Task OutputIsWholeAsync(WsManAuthentication scheme, EnvelopeCharset charset)
    {
        // Basic goes over TLS; the others encrypt messages themselves.
        await using var proxy = new CuttingProxy(scheme == WsManAuthentication.Basic ? fixture.Server.Https : fixture.Server.Http);
        using var client = Client(proxy, charset, scheme: scheme);
        await using var shell = await client.OpenShellAsync();
        var cuts = Cuts(ofRequest: false, OfAnswers).Concat(Cuts(ofRequest: true, [1, 700, 2_500])).ToArray();
        proxy.Begin(cuts);
        await using var command = await shell.StartAsync(new RemoteCommandOptions($"seq 1 1000000 | head -c {OutputBytes}; echo end >&2"));
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        Assert.Equal(0, await command.CopyToAsync(output, errors, TestContext.Current.CancellationToken));
        Assert.Equal("end\n", Encoding.UTF8.GetString(errors.ToArray()));
        Assert.Equal(Expected(), output.ToArray());
        Assert.InRange(proxy.Made, OfAnswers.Length, cuts.Length);
    }

    private async Task InputComesOnceAsync(WsManAuthentication scheme, EnvelopeCharset charset)
    {
        // Basic goes over TLS; the others encrypt messages themselves.
        await using var proxy = new CuttingProxy(scheme == WsManAuthentication.Basic ? fixture.Server.Https : fixture.Server.Http);
        using var client = Client(proxy, charset, scheme: scheme);
        await using var shell = await client.OpenShellAsync(new RemoteShellOptions { HasInput = true });
        await using var command = await shell.StartAsync(new RemoteCommandOptions("sha256sum"));
        // Input that was taken, and whose answer is lost, is what could come twice.
        var cuts = Cuts(ofRequest: false, [4_000, 6_000, 5_300, 7_000]).Concat(Cuts(ofRequest: true, OfRequests)).ToArray();
        proxy.Begin(cuts);
        var input = RandomNumberGenerator.GetBytes(4_500_000);
        for (var at = 0; at < input.Length; at += 50_000)
            await command.SendAsync(input.AsMemory(at, 50_000), at + 50_000 == input.Length, TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        await command.CopyToAsync(output, Stream.Null, TestContext.Current.CancellationToken);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(input)) + "  -\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(cuts.Length, proxy.Made);
    }

    [Fact]
    public async Task Commands_run_once_however_often_connections_break()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var proxy = new CuttingProxy(fixture.Server.Http);
            using var client = Client(proxy, EnvelopeCharset.Utf8);
            await using var shell = await client.OpenShellAsync();
            var cuts = Enumerable.Range(0, 12).SelectMany(i => Cuts(i % 2 == 0, [1 + (i * 310)])).ToArray();
            proxy.Begin(cuts);
            for (var i = 0; i < 15; i++)
            {
                await using var command = await shell.StartAsync(new RemoteCommandOptions($"echo {i} >> {file}"));
                Assert.Equal(0, await command.CopyToAsync(Stream.Null, Stream.Null, TestContext.Current.CancellationToken));
            }
            Assert.Equal(Enumerable.Range(0, 15).Select(i => $"{i}"),
                await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken));
            Assert.Equal(cuts.Length, proxy.Made);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_receive_that_waits_goes_on_by_another_connection()
    {
        await using var proxy = new CuttingProxy(fixture.Server.Https);
        using var client = Client(proxy, EnvelopeCharset.Utf8);
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions("sleep 1; echo late"));
        // The second cut is in the acknowledgement, the third after it, while the output is waited for.
        proxy.Begin([new(true, 1_300, false), new(false, 1_500, true), new(false, 3_300, true)]);
        using var output = new MemoryStream();
        Assert.Equal(0, await command.CopyToAsync(output, Stream.Null, TestContext.Current.CancellationToken));
        Assert.Equal("late\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.InRange(proxy.Made, 1, 3);
    }

    [Fact]
    public async Task Without_retransmission_a_cut_is_a_failure()
    {
        await using var proxy = new CuttingProxy(fixture.Server.Https);
        using var client = Client(proxy, EnvelopeCharset.Utf8, TimeSpan.Zero);
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions($"seq 1 1000000 | head -c {OutputBytes}"));
        proxy.Begin(Cuts(ofRequest: false, [500_000]));
        var failure = await Assert.ThrowsAsync<WsManClientException>(() =>
            command.CopyToAsync(Stream.Null, Stream.Null, TestContext.Current.CancellationToken));
        Assert.Equal(WsManFailure.Unreachable, failure.Failure);
    }

    [Fact]
    public async Task A_service_that_stays_away_is_given_up_in_time()
    {
        var proxy = new CuttingProxy(fixture.Server.Https);
        using var client = Client(proxy, EnvelopeCharset.Utf8, TimeSpan.FromSeconds(2));
        var shell = await client.OpenShellAsync();
        await proxy.DisposeAsync();
        var begun = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<WsManClientException>(() => shell.StartAsync(new RemoteCommandOptions("true")));
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(6));
        await shell.DisposeAsync();
    }

    [Fact]
    public async Task What_a_reader_that_gave_up_had_asked_for_is_there_for_the_next_one()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions("sleep 1; echo late"));
        using var soon = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await command.ReadAsync(soon.Token).ToListAsync());
        using var output = new MemoryStream();
        Assert.Equal(0, await command.CopyToAsync(output, Stream.Null, TestContext.Current.CancellationToken));
        Assert.Equal("late\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    private static IEnumerable<CuttingProxy.Cut> Cuts(bool ofRequest, int[] after) =>
        after.Select((bytes, i) => new CuttingProxy.Cut(ofRequest, bytes, Reset: i % 2 == 0));

    private WsManClient Client(CuttingProxy proxy, EnvelopeCharset charset, TimeSpan? retransmitFor = null,
        WsManAuthentication scheme = WsManAuthentication.Automatic)
    {
        // It is off by default.
        if (scheme == WsManAuthentication.CredSsp) fixture.Server.Settings.Change(settings => settings with { CredSsp = true });
        return ServerFixture.ClientOf(proxy.Address, options => options with
        {
            Charset = charset,
            Authentication = scheme,
            RetransmitFor = retransmitFor ?? options.RetransmitFor,
            Initiator = proxy.Address.Scheme == "http"
                ? new SecurityInitiator(PasswordCredential.Parse("operator", WsManTestServer.Password))
                : null,
        });
    }

    private static byte[] Expected()
    {
        var text = new StringBuilder(OutputBytes + 16);
        for (var i = 1; text.Length < OutputBytes; i++) text.Append(i).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString(0, OutputBytes));
    }
}
