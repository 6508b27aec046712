using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Probe;
using Sekimori.Client.WsMan.Shells;

namespace Sekimori.Client.Tests.WsMan;

[Collection(OneShellHost.Name)]
public sealed class FileAndProbeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(96 * 1024)]
    [InlineData(3_000_001)]
    public async Task A_file_goes_there_and_back_as_it_was(int length)
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        var files = new RemoteFiles(shell);
        var data = new byte[length];
        Random.Shared.NextBytes(data);
        var path = Path.Combine(Path.GetTempPath(), $"it's a file {Guid.NewGuid():N}");
        var hash = await files.UploadAsync(new MemoryStream(data), path);
        Assert.Equal(data, await File.ReadAllBytesAsync(path));
        using var back = new MemoryStream();
        Assert.Equal(hash, await files.DownloadAsync(path, back));
        Assert.Equal(data, back.ToArray());
        File.Delete(path);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_leaves_nothing_and_says_why()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        var failure = await Assert.ThrowsAsync<WsManClientException>(() =>
            new RemoteFiles(shell).UploadAsync(new MemoryStream(new byte[1_000_000]), "/no/such/file"));
        Assert.Contains("/no/such/file", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task A_probe_of_a_sound_service_finds_nothing_wrong()
    {
        var options = new WsManClientOptions
        {
            UserName = "operator", Password = Interop.WsMan.WsManTestServer.Password, Trust = ServerFixture.Anyone
        };
        var steps = await new WsManProbe(fixture.Server.Https, options, TimeProvider.System).RunAsync(withShell: true).ToListAsync();
        Assert.All(steps, step => Assert.True(step.Outcome != ProbeOutcome.Bad, $"{step.Name}: {step.Finding}"));
        Assert.Equal(["name", "connect", "tls", "http", "clock", "identify", "logon", "shell"], steps.Select(step => step.Name));
    }

    [Fact]
    public async Task A_probe_ends_where_the_way_ends()
    {
        var untrusted = await new WsManProbe(fixture.Server.Https, new WsManClientOptions(), TimeProvider.System).RunAsync(withShell: false)
            .ToListAsync();
        Assert.Equal(("tls", ProbeOutcome.Bad), (untrusted[^1].Name, untrusted[^1].Outcome));
        var closed = await new WsManProbe(new Uri("https://127.0.0.1:1/wsman"), new WsManClientOptions(), TimeProvider.System).RunAsync(
            withShell: false).ToListAsync();
        Assert.Equal(("connect", ProbeOutcome.Bad), (closed[^1].Name, closed[^1].Outcome));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_noticed()
    {
        var steps = await new WsManProbe(
            fixture.Server.Https, new WsManClientOptions { Trust = ServerFixture.Anyone },
            new ShiftedClock(TimeSpan.FromMinutes(7))).RunAsync(withShell: false).ToListAsync();
        Assert.Equal(ProbeOutcome.Bad, steps.Single(step => step.Name == "clock").Outcome);
    }

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
