using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>The units of packaging/systemd.</summary>
public class UnitFileTests
{
    private static string Units([CallerFilePath] string here = "") =>
        Path.GetFullPath("../../../packaging/systemd", Path.GetDirectoryName(here)!);

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_units()
    {
        if (!File.Exists("/usr/bin/systemd-analyze")) Assert.Skip("systemd-analyze is not here");
        using var folder = new TemporaryFolder();
        // The program is not installed where the units say; all else is as it is shipped.
        var copies = Directory.GetFiles(Units(), "*.service")
            .Select(
            file => folder.Write(Path.GetFileName(file),
            File.ReadAllText(file).Replace("/opt/sekimori/sekimori", "/bin/true", StringComparison.Ordinal))).ToArray();
        Assert.Equal(2, copies.Length);
        using var verify = Process.Start(
            new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", .. copies])
            {
                RedirectStandardError = true, RedirectStandardOutput = true
            })!;
        var said = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await verify.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await verify.WaitForExitAsync(TestContext.Current.CancellationToken);
        // Other units of the machine are not ours, and an older systemd does not know every key.
        var ours = said.Split('\n').Where(line =>
            line.Contains(folder.Path, StringComparison.Ordinal) && !line.Contains("'DelegateSubgroup'", StringComparison.Ordinal));
        Assert.Empty(ours);
    }

    [Fact]
    public void The_process_that_the_network_reaches_has_no_rights_and_the_keepers_shells_are_not_hardened_away()
    {
        var server = File.ReadAllLines(Path.Combine(Units(), "sekimori.service"));
        foreach (var line in (string[])[
            "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "User=sekimori"])
            Assert.Contains(line, server);
        Assert.Contains(server, line => line.StartsWith("MemoryMax=", StringComparison.Ordinal));
        Assert.Contains(server, line => line.StartsWith("LimitNOFILE=", StringComparison.Ordinal));
        Assert.DoesNotContain(File.ReadAllLines(Path.Combine(Units(), "sekimori-keeper.service")), line =>
            line.StartsWith("NoNewPrivileges", StringComparison.Ordinal) || line.StartsWith("Protect", StringComparison.Ordinal));
    }
}
