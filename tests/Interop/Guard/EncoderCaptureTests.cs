using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Guard;

/// <summary>
/// Attacks as impacket encodes them (tests/data/attack.py), in NDR20 and in NDR64, without a victim: what `sekimori watch` says of the
/// capture. What is forged by hand might share our own misunderstandings.
/// </summary>
[Trait("Peer", "impacket")]
public sealed class EncoderCaptureTests
{
    private static readonly string Script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "attack.py"));

    private static readonly string[] ExpectedAlerts =
    [
        "at_job medium", "blaster high", "certificate_relay high", "dcom_execution medium", "dcsync high", "dfs_coercion medium",
        "dfs_coercion_elsewhere high", "efs_call medium", "efs_coercion high",
        "event_log_cleared high", "event_log_coercion high", "event_log_opened medium", "interfaces_listed low", "mapper_listed low",
        "ms08_067 high", "print_driver high", "print_driver_call medium",
        "printer_coercion high", "printer_notification medium", "registry_secrets high", "service_changed_and_started medium",
        "service_command high", "service_created medium",
        "service_created_and_started medium", "service_started low", "session_discovery low", "shadow_coercion medium",
        "shadow_coercion_elsewhere high", "task_registered medium",
        "zerologon_attempt high", "zerologon_password critical",
    ];

    [Theory]
    [InlineData("NDR20")]
    [InlineData("NDR64")]
    public async Task Attacks_as_impacket_encodes_them_are_told(string syntax)
    {
        await Attacker.NeedAsync("impacket", "python3-impacket");
        using var folder = new TemporaryFolder();
        using var server = new FaultingServer();
        await using (var capture = await Dumpcap.StartAsync(FaultingServer.Address, server.Port, folder.File("calls.pcapng")))
        {
            var (done, said) = await Attacker.RunAsync(Script, FaultingServer.Address, $"{server.Port}", syntax, "all");
            Assert.True(done == 0, said);
            await capture.EndAsync();
        }
        var (code, output, error) = await Command.RunAsync("watch", "--json", folder.File("calls.pcapng"));
        Assert.True(code == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(ExpectedAlerts, lines.Where(line => Is(line, "alert"))
            .Select(line => $"{line.GetProperty("name")} {line.GetProperty("severity")}").Distinct().Order(StringComparer.Ordinal));
        // Every one of the four names, whatever padding follows it.
        Assert.Equal(
            8, lines.Count(line => Is(line, "call") && line.TryGetProperty("zero_credential", out var zero) && zero.GetString() == "true"));
        string[] commands = ["cmd.exe /C dir", "cmd.exe /C at", @"\\10.0.0.9\ADMIN$\q.exe", @"C:\x\cmd.exe /c service"];
        Assert.Equal(commands, lines.Where(line => Is(line, "call") && line.TryGetProperty("command_line", out _))
            .Select(line => line.GetProperty("command_line").GetString()));
    }

    private static bool Is(JsonElement line, string type) => line.GetProperty("type").GetString() == type;
}
