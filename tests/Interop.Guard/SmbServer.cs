using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Guard;

/// <summary>Samba's smbd on an address of its own with one account: it signs and does not encrypt, and a capture of what goes to and from it.</summary>
internal sealed class SmbServer : IAsyncDisposable
{
    public const string Address = "127.0.0.33", Account = "root", Password = "Geheim-1234";

    private const string Smbd = "/usr/sbin/smbd", Smbpasswd = "/usr/bin/smbpasswd", Dumpcap = "/usr/bin/dumpcap";

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _processes = [];

    public int Port { get; } = FreePort();

    public string Capture => _folder.File("pipes.pcapng");

    public string Configuration => _folder.File("smb.conf");

    public static async Task<SmbServer> StartAsync()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("smbd and dumpcap want root");
        foreach (var (program, package) in new[] { (Smbd, "samba"), (Smbpasswd, "samba-common-bin"), (Dumpcap, "wireshark-common") })
            if (!File.Exists(program)) Assert.Skip($"{program} is not here: install the package {package}.");
        var server = new SmbServer();
        var path = server._folder.Path;
        foreach (var folder in new[] { "private", "lock", "state", "cache", "pid", "ncalrpc" }) Directory.CreateDirectory(Path.Combine(path, folder));
        server._folder.Write("smb.conf", $"""
            [global]
            workgroup = LABX
            netbios name = SRVX
            server role = standalone server
            interfaces = {Address}/8
            bind interfaces only = yes
            smb ports = {server.Port}
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
        using (var add = Process.Start(new ProcessStartInfo(Smbpasswd, ["-c", server.Configuration, "-a", "-s", Account]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            await add.StandardInput.WriteAsync($"{Password}\n{Password}\n");
            add.StandardInput.Close();
            await add.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, add.ExitCode);
        }
        // In a process group of its own: where it ends it ends the whole group.
        server.Start(Smbd, "-F", "-s", server.Configuration);
        var capture = server.Start(Dumpcap, "-q", "-i", "lo", "-f", $"tcp port {server.Port} and host {Address}", "-w", server.Capture);
        // It names its file once it captures.
        if (await capture.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is not { } first || await capture.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is not { } second)
            throw new InvalidOperationException("dumpcap ended at once");
        if (!second.StartsWith("File:", StringComparison.Ordinal)) Assert.Skip($"dumpcap cannot capture here: {first} {second}");
        for (var until = Stopwatch.StartNew(); until.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(Address, server.Port, TestContext.Current.CancellationToken);
                return server;
            }
            catch (SocketException) { }
        }
        throw new TimeoutException("smbd does not listen: " + File.ReadAllText(Path.Combine(path, "log")));
    }

    /// <summary>Ends the capture, so that its file is whole.</summary>
    public async Task EndCaptureAsync()
    {
        // What was sent last is handed over within a tenth of a second.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await EndAsync(_processes[1]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await EndAsync(process);
            process.Dispose();
        }
        // The helpers of smbd are nobody's children; the first of them ends the others.
        foreach (var file in Directory.GetFiles(Path.Combine(_folder.Path, "pid"), "*.pid"))
            if (int.TryParse(File.ReadAllText(file).Trim('\0', '\n', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Owns(id)) await TerminateAsync(id);
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

    /// <summary>True where the process was started with our configuration: a number in a file may be another's by now.</summary>
    private bool Owns(int id) => File.Exists($"/proc/{id}/cmdline") && File.ReadAllText($"/proc/{id}/cmdline").Contains(_folder.Path, StringComparison.Ordinal);

    private Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        _processes.Add(process);
        return process;
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited) return;
        await TerminateAsync(process.Id);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task TerminateAsync(int id)
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Parse(Address), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
