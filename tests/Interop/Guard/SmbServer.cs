using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sekimori.App.Tests.Kit;
using Sekimori.TestKit;

namespace Sekimori.Interop.Guard;

/// <summary>
/// Samba's smbd on an address of its own with one account: it signs and does not encrypt, and a capture of what goes to and from it.
/// </summary>
internal sealed class SmbServer : IAsyncDisposable
{
    public const string Address = "127.0.0.33", Account = "root", Password = "Geheim-1234";

    private const string Smbd = "/usr/sbin/smbd", Smbpasswd = "/usr/bin/smbpasswd";

    private readonly TemporaryFolder _folder = new();
    private Process? _smbd;
    private Dumpcap? _capture;

    public int Port { get; } = FreePort.At(Address);

    public string Capture => _folder.File("pipes.pcapng");

    public string Configuration => _folder.File("smb.conf");

    public static async Task<SmbServer> StartAsync()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("smbd wants root");
        foreach (var (program, package) in new[] { (Smbd, "samba"), (Smbpasswd, "samba-common-bin") })
            if (!File.Exists(program)) Assert.Skip($"{program} is not here: install the package {package}.");
        var server = new SmbServer();
        try
        {
            await server.BeginAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the capture, so that its file is whole.</summary>
    public Task EndCaptureAsync() => _capture!.EndAsync();

    public async ValueTask DisposeAsync()
    {
        if (_capture is not null) await _capture.DisposeAsync();
        if (_smbd is not null)
        {
            await Dumpcap.EndAsync(_smbd);
            _smbd.Dispose();
        }
        // The helpers of smbd are nobody's children; the first of them ends the others.
        foreach (var file in Directory.GetFiles(Directory.CreateDirectory(_folder.File("pid")).FullName, "*.pid"))
            if (int.TryParse(File.ReadAllText(file).Trim('\0', '\n', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Owns(id)) await Dumpcap.TerminateAsync(id);
        for (var tries = 0; ; tries++)
        {
            try
            {
                _folder.Dispose();
                return;
            }
            catch (IOException) when (tries < 20)
            {
                await Task.Delay(100);
            }
        }
    }

    private async Task BeginAsync()
    {
        var path = _folder.Path;
        foreach (var folder in new[] { "private", "lock", "state", "cache", "pid", "ncalrpc" })
            Directory.CreateDirectory(Path.Combine(path, folder));
        _folder.Write("smb.conf", $"""
            [global]
            workgroup = LABX
            netbios name = SRVX
            server role = standalone server
            interfaces = {Address}/8
            bind interfaces only = yes
            smb ports = {Port}
            disable netbios = yes
            private dir = {path}/private
            lock directory = {path}/lock
            state directory = {path}/state
            cache directory = {path}/cache
            pid directory = {path}/pid
            ncalrpc dir = {path}/ncalrpc
            log file = {path}/log
            server min protocol = NT1
            client min protocol = NT1
            server smb encrypt = off
            server signing = mandatory
            load printers = no
            disable spoolss = yes

            """);
        using (var add = Process.Start(
            new ProcessStartInfo(Smbpasswd, ["-c", Configuration, "-a", "-s", Account])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true
            })!)
        {
            await add.StandardInput.WriteAsync($"{Password}\n{Password}\n");
            add.StandardInput.Close();
            await add.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, add.ExitCode);
        }
        _capture = await Dumpcap.StartAsync(Address, Port, Capture);
        // In a process group of its own: where it ends it ends the whole group.
        var start = new ProcessStartInfo(Smbd, ["-F", "-s", Configuration]);
        // The winbindd of a domain controller that runs beside it knows neither this server nor its account (libwbclient's way to leave it
        // alone).
        start.Environment["_NO_WINBINDD"] = "1";
        _smbd = Process.Start(start);
        for (var until = Stopwatch.StartNew(); until.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(
            50, TestContext.Current.CancellationToken))
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(Address, Port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException) { }
        }
        throw new TimeoutException("smbd does not listen: " + File.ReadAllText(Path.Combine(path, "log")));
    }

    /// <summary>True if the process was started with our configuration: a number in a file may be another's by now.</summary>
    private bool Owns(int id) =>
        File.Exists($"/proc/{id}/cmdline") && File.ReadAllText($"/proc/{id}/cmdline").Contains(_folder.Path, StringComparison.Ordinal);
}
