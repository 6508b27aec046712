using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Interop.Posture;

/// <summary>
/// A domain controller of its own beside the realm's, on a loopback address of its own, that is started with other settings for each test.
/// </summary>
public sealed class SecondSamba : IAsyncDisposable, IDisposable
{
    public const string Address = "127.0.63.24", Realm = "SECOND.TEST", Domain = "SECOND", Password = "Passw0rd.Lab2";

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("sekimori-samba-").FullName;
    private Process? _process;
    private bool _isMade;

    private string Settings => Path.Combine(_folder, "etc", "smb.conf");

    /// <summary>What it wrote; its logons are in it.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(_folder, "second.log");

    /// <summary>Starts it, the first time after it was made.</summary>
    /// <param name="settings">Settings for [global], as "restrict anonymous = 2".</param>
    public async Task StartAsync(params string[] settings)
    {
        foreach (var tool in (string[])["samba", "samba-tool"]) PeerProgram.Need(tool, "samba-ad-dc");
        if (!Environment.IsPrivilegedProcess) Assert.Skip("a second Samba needs root");
        await StopAsync();
        if (!_isMade) await MakeAsync();
        var kept = (await File.ReadAllLinesAsync(Settings + ".made")).Where(line => line.Trim() != "[global]");
        await File.WriteAllLinesAsync(Settings, ["[global]", .. Options(), .. settings, .. kept]);
        const string command = "exec samba --interactive --model=single --configfile=\"$0\" --debug-stdout >\"$1\" 2>&1 </dev/null";
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command, Settings, LogFile]) { UseShellExecute = false })!;
        for (var tries = 0; tries < 300; tries++)
        {
            if (await AnswersAsync()) return;
            if (_process.HasExited) break;
            await Task.Delay(100);
        }

        throw new InvalidOperationException("the second Samba does not answer: " + Log[^Math.Min(2000, Log.Length)..]);
    }

    /// <summary>Adds objects to its directory, as LDIF.</summary>
    public async Task AddAsync(string ldif)
    {
        const string script =
            """
            import sys
            from samba.auth import system_session
            from samba.param import LoadParm
            from samba.samdb import SamDB
            settings = LoadParm()
            settings.load(sys.argv[1])
            SamDB(url=sys.argv[2], session_info=system_session(), lp=settings).add_ldif(sys.stdin.read())
            """;
        var (code, output, errors) = await PeerProgram.RunAsync(PeerProgram.Python,
            ["-c", script, Settings, Path.Combine(_folder, "private", "sam.ldb")], ldif);
        Assert.True(code == 0, output + errors);
    }

    /// <summary>The certificate authority of its TLS port, as PEM.</summary>
    public string Authority => Path.Combine(_folder, "private", "tls", "ca.pem");

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (System.IO.Directory.Exists(_folder)) System.IO.Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task MakeAsync()
    {
        var (code, output, errors) = await PeerProgram.RunAsync("samba-tool",
        [
            "domain", "provision", "--quiet", $"--targetdir={_folder}", "--server-role=dc", $"--realm={Realm}", $"--domain={Domain}",
            "--host-name=dc2", $"--host-ip={Address}", "--dns-backend=NONE", "--use-rfc2307", $"--adminpass={Password}",
            .. Options().Where(option => !option.StartsWith("server services", StringComparison.Ordinal)
                && !option.StartsWith("dcerpc", StringComparison.Ordinal)).Select(option => $"--option={option}"),
        ]);
        Assert.True(code == 0, output + errors);
        // The provision writes some of its options down, and some differently: ours stand before what is left of its.
        var names = Options().Select(option => option.Split('=')[0].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        await File.WriteAllLinesAsync(Settings + ".made", (await File.ReadAllLinesAsync(Settings))
            .Where(line => !names.Contains(line.Split('=')[0].Trim())));
        _isMade = true;
    }

    // Without winbindd, whose path is compiled in and taken by the realm's.
    private string[] Options() =>
    [
        $"interfaces = {Address}/8", "bind interfaces only = yes", "disable netbios = yes", "server services = rpc ldap",
        "dcerpc endpoint servers = epmapper samr netlogon lsarpc drsuapi", "rpc server dynamic port range = 49260-49290",
        $"private dir = {_folder}/private", $"state directory = {_folder}/state", $"cache directory = {_folder}/cache",
        $"lock directory = {_folder}/lock", $"pid directory = {_folder}", $"ncalrpc dir = {_folder}/ncalrpc",
        $"log file = {_folder}/log.%m", "vfs objects = dfs_samba4 acl_xattr xattr_tdb", $"xattr_tdb:file = {_folder}/xattr.tdb",
        $"posix:eadb = {_folder}/eadb.tdb", "log level = 1 auth_audit:3 auth_json_audit:3",
    ];

    private static async Task<bool> AnswersAsync()
    {
        foreach (var port in (int[])[135, 389])
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Parse(Address), port);
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }
}
