namespace Sekimori.Interop.WsMan;

/// <summary>Ansible's winrm connection. Its commands call PowerShell -EncodedCommand: a setting maps that name to a stand-in that decodes the command and runs it with sh.</summary>
[Trait("Peer", "ansible")]
public sealed class AnsibleTests
{
    private const string StandIn = """
        #!/usr/bin/python3
        import base64, subprocess, sys
        words = sys.argv[1:]
        lowered = [w.lower() for w in words]
        for name in ('-encodedcommand', '-enc', '-e'):
            if name in lowered:
                script = base64.b64decode(words[lowered.index(name) + 1]).decode('utf-16-le')
                sys.exit(subprocess.call(['sh', '-c', script]))
        sys.exit(64)
        """;

    [Fact]
    public async Task A_raw_command_completes()
    {
        Peer.Need("ansible", "ansible-core");
        await Peer.NeedModuleAsync("winrm", "python3-winrm");
        var folder = Directory.CreateTempSubdirectory("sekimori-ansible-");
        try
        {
            var standIn = Path.Combine(folder.FullName, "stand-in");
            await File.WriteAllTextAsync(standIn, StandIn);
            Assert.Equal(0, (await Peer.RunAsync("chmod", ["755", standIn])).Code);
            await using var server = await WsManTestServer.StartAsync(
                commands: new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["powershell"] = "stand-in" }, path: folder.FullName + ":/usr/local/bin:/usr/bin:/bin");
            var inventory = Path.Combine(folder.FullName, "inventory");
            await File.WriteAllTextAsync(inventory, $"w ansible_host={server.Https.Host} ansible_port={server.Https.Port} ansible_connection=winrm ansible_winrm_transport=basic "
                + $"ansible_winrm_scheme=https ansible_winrm_server_cert_validation=ignore ansible_user=operator ansible_password={WsManTestServer.Password}\n");
            var environment = new Dictionary<string, string> { ["ANSIBLE_HOME"] = folder.FullName, ["HOME"] = folder.FullName, ["PYTHONWARNINGS"] = "ignore" };
            var run = await Peer.RunAsync("ansible", ["-i", inventory, "w", "-m", "raw", "-a", "uname -a; echo trouble >&2"], environment: environment);
            Assert.True(run.Code == 0, run.Output + run.Errors);
            Assert.Contains("CHANGED | rc=0", run.Output);
            Assert.Contains((await Peer.RunAsync("uname", ["-a"])).Output.Trim(), run.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
