using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>The banner warns of what its settings leave open.</summary>
public sealed class BannerTests
{
    private const string Warning = "NTLM logons can be relayed";

    [Theory]
    [InlineData(true, "--allow", "10.0.0.0/8")]
    [InlineData(false)] // this machine alone is let in
    public async Task Logons_that_can_be_relayed_from_HTTP_to_HTTPS_are_told_where_others_are_let_in(bool warns, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, arguments);
        Assert.Equal(warns, server.Command.Output.Contains(Warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Strict_channel_bindings_leave_nothing_to_warn_of()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("sekimori.yaml", "wsman: { channel-binding: strict }\n");
        await using var server = await ServeCommand.StartAsync(folder, "--allow", "10.0.0.0/8", "--settings", settings);
        Assert.DoesNotContain(Warning, server.Command.Output, StringComparison.Ordinal);
    }
}
