using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sekimori.App.Terminal;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.Wire;

namespace Sekimori.App.Posture;

/// <summary>What an audit is about: hosts to ask, and hosts whose files were given.</summary>
internal sealed class TargetList
{
    // A /16: more in one run is a slip of the finger, or a run for several machines.
    private const int MaxHosts = 65_536;

    /// <summary>Hosts of a run in a store, which several machines can share.</summary>
    public const int MaxStoredHosts = 1 << 20;

    // A backup of one policy has 20 files; a folder of baselines some hundred.
    private const int MaxFiles = 5000;

    private readonly List<string> _hosts = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<HostFacts> _files = [];
    private readonly int _most;

    private TargetList(int most) => _most = most;

    /// <summary>Hosts to ask.</summary>
    public IReadOnlyList<string> Hosts => _hosts;

    /// <summary>Hosts that are known from files.</summary>
    public IReadOnlyList<HostFacts> Files => _files;

    /// <summary>All together.</summary>
    public int Count => _hosts.Count + _files.Count;

    /// <summary>The first of them.</summary>
    public string First => _hosts.Count > 0 ? _hosts[0] : _files[0].Host;

    /// <summary>Reads the arguments. A path that exists is a file or folder; everything else a host or network.</summary>
    /// <exception cref="CommandException">One is neither.</exception>
    /// <param name="arguments">The arguments.</param>
    /// <param name="name">The name of the host that single files are of; null for the file's.</param>
    /// <param name="most">The most hosts.</param>
    public static TargetList Read(IReadOnlyList<string> arguments, string? name, int most = MaxHosts)
    {
        var list = new TargetList(most);
        HostFacts? loose = null;
        foreach (var argument in arguments)
        {
            if (Directory.Exists(argument)) list.AddFolder(argument, name);
            else if (File.Exists(argument)) list.AddFile(argument, name, ref loose);
            else list.AddHost(argument, argument);
        }

        return list.Count > 0 ? list : throw new CommandException(ExitCode.Failed, "the targets name no host");
    }

    private void AddFile(string path, string? name, ref HostFacts? loose)
    {
        var bytes = ReadAll(path);
        var format = OfflineFile.Recognise(bytes);
        if (format == OfflineFormat.Unknown)
        {
            AddHosts(path, OfflineText.Decode(bytes));
            return;
        }

        // A bundle says whose it is.
        if (format == OfflineFormat.Bundle)
        {
            var host = new HostFacts(name ?? BundleReader.HostOf(OfflineText.Decode(bytes)) ?? Path.GetFileName(path));
            AddFacts(host, format, bytes, path);
            _files.Add(host);
            return;
        }

        // Files that are given one by one are of one host.
        if (loose is null)
        {
            loose = new HostFacts(name ?? Path.GetFileName(path));
            _files.Add(loose);
        }

        AddFacts(loose, format, bytes, path);
    }

    private void AddFolder(string folder, string? name)
    {
        var host = new HostFacts(name ?? Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)));
        var files = Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true
        })
            .Take(MaxFiles + 1).Order(StringComparer.Ordinal).ToList();
        if (files.Count > MaxFiles) throw new CommandException(ExitCode.Failed, $"{folder} has more than {MaxFiles} files");
        foreach (var path in files)
        {
            if (new FileInfo(path).Length > OfflineFile.MaxSize) continue;
            var bytes = ReadAll(path);
            // Other files of a backup, such as Backup.xml, are of no check.
            if (OfflineFile.Recognise(bytes) is not OfflineFormat.Unknown and var format) AddFacts(host, format, bytes, path);
        }

        if (host.All.Count == 0)
            throw new CommandException(ExitCode.Failed,
                $"{folder} has no registry.pol, security template, winrm configuration or .reg file with values");
        _files.Add(host);
    }

    private static void AddFacts(HostFacts host, OfflineFormat format, byte[] bytes, string path)
    {
        try
        {
            host.Add(OfflineFile.Read(format, bytes, path));
        }
        catch (MalformedException wrong)
        {
            throw new CommandException(ExitCode.Failed, $"{path}: {wrong.Where}", wrong);
        }
    }

    /// <summary>A whole file, up to the limit.</summary>
    internal static byte[] ReadAll(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > OfflineFile.MaxSize)
                throw new CommandException(ExitCode.Failed, $"{path} is larger than {OfflineFile.MaxSize} bytes");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private void AddHosts(string path, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var host = line.Split('#')[0].Trim();
            if (host.Length > 0) AddHost(host, string.Create(CultureInfo.InvariantCulture, $"{path}:{number}"));
        }
    }

    private void AddHost(string text, string where)
    {
        if (Network(text) is { } network) AddNetwork(network, text);
        else if (IPAddress.TryParse(text.Trim('[', ']'), out var address)) Add(address.ToString());
        else if (text.Length <= 253 && Uri.CheckHostName(text) == UriHostNameType.Dns) Add(text);
        else
            throw new CommandException(ExitCode.Failed, where == text
                ? $"'{text}' is neither a host, an address, a network such as 10.0.0.0/24, nor an existing file"
                : $"{where}: '{text}' is neither a host, an address nor a network such as 10.0.0.0/24");
    }

    // As people write it: with any address of the network before the slash.
    private static IPNetwork? Network(string text)
    {
        if (text.Split('/') is not [var before, var after] || !IPAddress.TryParse(before, out var address)
            || !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
            return null;
        var bytes = address.GetAddressBytes();
        if (prefix > bytes.Length * 8) return null;
        for (var bit = prefix; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    private void AddNetwork(IPNetwork network, string text)
    {
        var bits = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (bits - network.PrefixLength > 16)
            throw new CommandException(ExitCode.Failed, $"{text} has more than {MaxHosts} addresses; name smaller networks");
        var bytes = network.BaseAddress.GetAddressBytes();
        var count = 1 << (bits - network.PrefixLength);
        // Network and broadcast address of a usual IPv4 network are no hosts.
        var (first, last) = bits == 32 && count > 2 ? (1, count - 2) : (0, count - 1);
        for (var i = first; i <= last; i++)
        {
            var one = (byte[])bytes.Clone();
            one[^1] |= (byte)i;
            one[^2] |= (byte)(i >> 8);
            Add(new IPAddress(one).ToString());
        }
    }

    private void Add(string host)
    {
        if (!_seen.Add(host)) return;
        if (_hosts.Count >= _most)
            throw new CommandException(ExitCode.Failed, _most < MaxStoredHosts
                ? $"more than {_most} hosts: split the run, or keep it in a store (--store), which takes {MaxStoredHosts}"
                : $"more than {_most} hosts; split the run");
        _hosts.Add(host);
    }
}
