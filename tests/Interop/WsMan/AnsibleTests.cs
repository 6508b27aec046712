namespace Sekimori.Interop.WsMan;

/// <summary>
/// Ansible's winrm connection. Its commands call PowerShell -EncodedCommand: a setting maps that name to a stand-in that decodes the
/// command and runs it with sh.
/// </summary>
[Trait("Peer", "ansible")]
public sealed class AnsibleTests(RealmFixture realm) : IClassFixture<RealmFixture>
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

    [Theory]
    [InlineData("basic")]
    [InlineData("ntlm")]
    [InlineData("kerberos")]
    public async Task A_raw_command_completes(string transport)
    {
        PeerProgram.Need("ansible", "ansible-core");
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        var folder = Directory.CreateTempSubdirectory("sekimori-ansible-");
        try
        {
            var standIn = Path.Combine(folder.FullName, "stand-in");
            await File.WriteAllTextAsync(standIn, StandIn);
            Assert.Equal(0, (await PeerProgram.RunAsync("chmod", ["755", standIn])).Code);
            var commands = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["powershell"] = "stand-in" };
            var path = folder.FullName + ":/usr/local/bin:/usr/bin:/bin";
            var isKerberos = transport == "kerberos";
            await using var server = isKerberos
                ? await realm.StartAsync(commands: commands, path: path)
                : await WsManTestServer.StartAsync(commands: commands, path: path);
            var (host, user, password) = isKerberos
                ? (RealmFixture.Host, realm.User, "none")
                : (server.Https.Host, "operator", WsManTestServer.Password);
            var inventory = Path.Combine(folder.FullName, "inventory");
            await File.WriteAllTextAsync(inventory,
                $"w ansible_host={host} ansible_port={server.Https.Port} ansible_connection=winrm ansible_winrm_transport={transport} "
                + $"ansible_winrm_scheme=https ansible_winrm_server_cert_validation=ignore ansible_user={user} " +
                $"ansible_password={password} ansible_winrm_kinit_mode=manual\n");
            var environment = new Dictionary<string, string>
            {
                ["ANSIBLE_HOME"] = folder.FullName, ["HOME"] = folder.FullName, ["PYTHONWARNINGS"] = "ignore",
                ["OPENSSL_CONF"] = await Peer.LegacyOpenSslAsync()
            };
            // Its own kinit would not be told of the realm.
            if (isKerberos) foreach (var (name, value) in realm.Environment) environment[name] = value;
            var run = await PeerProgram.RunAsync(
                "ansible", ["-i", inventory, "w", "-m", "raw", "-a", "uname -a; echo trouble >&2"], environment: environment);
            Assert.True(run.Code == 0, run.Output + run.Errors);
            Assert.Contains("CHANGED | rc=0", run.Output);
            Assert.Contains((await PeerProgram.RunAsync("uname", ["-a"])).Output.Trim(), run.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
