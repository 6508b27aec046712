using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The processes of this host, from /proc; see proc(5).</summary>
internal sealed partial class ProcessProvider(LinuxHost host, ProcessActions actions) : CimProvider<Win32Process>
{
    // A command line can have megabytes; a client has no use for more than this, and there may be thousands of processes.
    private const int MaxCommandLine = 32_768;

    private readonly string _proc = host.Paths.Proc;

    public override bool MayBlock => false;

    /// <summary>Deleting a process ends it, as Remove-CimInstance does on Windows.</summary>
    public override ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        actions.Terminate(IdOf(path), caller) switch
        {
            ProcessReturn.Success => ValueTask.CompletedTask,
            ProcessReturn.PathNotFound => throw new CimException(CimStatus.NotFound, "No such process."),
            _ => throw new CimException(CimStatus.AccessDenied, "This process must not be ended."),
        };

    protected override IEnumerable<Win32Process> Enumerate(ProviderRequest request)
    {
        if (TryGetOne(request, out var only))
        {
            if (only > 0 && Read(only, request) is { } one)
                yield return one;
            yield break;
        }
        foreach (var id in ProcessIds(_proc))
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            if (Read(id, request) is { } process)
                yield return process;
        }
    }

    protected override Win32Process? Get(CimObjectPath path, ProviderRequest request) =>
        path.TryGetKey("Handle", out var handle) && ToId(handle.AsString) is > 0 and var id ? Read(id, request) : null;

    [CimMethod(Role.Operator)]
    [CimQualifier("Description",
        "Starts an independent process as the caller's Unix user. No shell reads the command line; quotes and backslashes have their " +
        "usual meaning")]
    private uint Create(string commandLine, string? currentDirectory, Win32ProcessStartup? processStartupInformation, ProviderCall call,
        out uint? processId) =>
        actions.Create(commandLine, IsRootOfDrive(currentDirectory) ? "/" : currentDirectory,
            processStartupInformation?.EnvironmentVariables, call.Caller, out processId);

    // Clients that know only Windows name C:\ where any directory will do: impacket's wmiexec always does.
    private static bool IsRootOfDrive(string? path) =>
        path is [var drive, ':', .. var rest] && char.IsAsciiLetter(drive) && rest is ("" or "\\" or "/");

    [CimMethod(Role.Operator)]
    [CimQualifier("Description", "Ends a process immediately (SIGKILL)")]
    private uint Terminate(CimObjectPath target, uint? reason, ProviderCall call) => actions.Terminate(IdOf(target), call.Caller);

    [CimMethod(Role.Operator)]
    [CimQualifier("Description", "The user and host that a process runs as")]
    private uint GetOwner(CimObjectPath target, out string? user, out string? domain)
    {
        (user, domain) = (null, null);
        if (actions.OwnerOf(IdOf(target)) is not { } uid)
            return ProcessReturn.PathNotFound;
        user = host.Users.ById(uid)?.Name ?? uid.ToString(CultureInfo.InvariantCulture);
        domain = host.Name;
        return ProcessReturn.Success;
    }

    /// <summary>Every process, with all properties.</summary>
    internal IEnumerable<Win32Process> ReadAll(CancellationToken cancellationToken) =>
        Enumerate(new ProviderRequest(Caller.Anonymous, cancellationToken));

    internal static IEnumerable<int> ProcessIds(string proc) => new FileSystemEnumerable<int>(proc,
        static (ref FileSystemEntry entry) => int.Parse(entry.FileName, NumberStyles.None, CultureInfo.InvariantCulture))
    {
        ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
            int.TryParse(entry.FileName, NumberStyles.None, CultureInfo.InvariantCulture, out _),
    };

    private static int IdOf(CimObjectPath target) => target.TryGetKey("Handle", out var handle) ? ToId(handle.AsString) : 0;

    private static int ToId(string? handle) => int.TryParse(handle, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static bool TryGetOne(ProviderRequest request, out int id)
    {
        id = 0;
        if (request.TryGetEqual(Win32Process.At.Handle, out var handle))
            id = ToId(handle.AsString);
        else if (request.TryGetEqual(Win32Process.At.ProcessId, out var number))
            id = number.AsInt64 <= int.MaxValue ? (int)number.AsInt64 : 0;
        else
            return false;
        return true;
    }

    private Win32Process? Read(int id, ProviderRequest request)
    {
        Span<byte> buffer = stackalloc byte[4096];
        Span<char> path = stackalloc char[_proc.Length + 32];
        path.TryWrite(CultureInfo.InvariantCulture, $"{_proc}/{id}/", out var root);
        var stat = KernelFile.ReadOnce(Under(path, root, "stat"), buffer);
        // The name is in parentheses and may itself have some: the last one closes it.
        var open = stat.IndexOf((byte)'(');
        var close = stat.LastIndexOf((byte)')');
        if (open < 0 || close < open)
            return null;
        var name = Encoding.UTF8.GetString(stat[(open + 1)..close]);
        var process = new Win32Process
        {
            Caption = name,
            Description = name,
            Name = name,
            CreationClassName = "Win32_Process",
            CSCreationClassName = "Win32_ComputerSystem",
            CSName = host.Name,
            Handle = id.ToString(CultureInfo.InvariantCulture),
            OSCreationClassName = "Win32_OperatingSystem",
            OSName = host.SystemName,
            ProcessId = (uint)id,
        };
        ReadStat(process, new Fields(stat[(close + 1)..]));
        if (request.NeedsAny(Win32Process.At.WorkingSetSize, Win32Process.At.PageFileUsage, Win32Process.At.PeakVirtualSize,
            Win32Process.At.PeakWorkingSetSize))
            ReadStatus(process, KernelFile.ReadOnce(Under(path, root, "status"), buffer));
        if (request.NeedsAny(Win32Process.At.ReadOperationCount, Win32Process.At.ReadTransferCount,
            Win32Process.At.WriteOperationCount, Win32Process.At.WriteTransferCount))
            ReadIo(process, KernelFile.ReadOnce(Under(path, root, "io"), buffer));
        if (request.Includes(Win32Process.At.SessionId))
        {
            // The audit session, which lasts from logon to logoff; all bits set where the process belongs to none.
            var session = new Fields(KernelFile.ReadOnce(Under(path, root, "sessionid"), buffer)).UInt64();
            process.SessionId = session is 0 or uint.MaxValue ? null : (uint)session;
        }
        if (request.Includes(Win32Process.At.ExecutablePath))
            process.ExecutablePath = KernelFile.ReadLink(Under(path, root, "exe"));
        if (request.Includes(Win32Process.At.CommandLine))
            process.CommandLine = CommandLine(Under(path, root, "cmdline"));
        if (request.Includes(Win32Process.At.HandleCount))
            process.HandleCount = OpenFiles.Count(Under(path, root, "fd"));
        return process;
    }

    private void ReadStat(Win32Process process, Fields fields)
    {
        var tick = (ulong)(TimeSpan.TicksPerSecond / LinuxHost.ClockTicks);
        // CIM_Process.ExecutionState: 3 running, 4 blocked, 7 terminated, 8 stopped.
        process.ExecutionState = fields.Next() is [var state] ? state switch
        {
            (byte)'R' => 3,
            (byte)'S' or (byte)'D' or (byte)'I' => 4,
            (byte)'Z' or (byte)'X' => 7,
            (byte)'T' or (byte)'t' => 8,
            _ => 1,
        } : null;
        process.ParentProcessId = (uint)fields.UInt64();
        fields.Skip(5);
        var minor = fields.UInt64();
        fields.Skip(1);
        // 32 bits that wrap, as a counter of Windows does.
        process.PageFaults = unchecked((uint)(minor + fields.UInt64()));
        fields.Skip(1);
        process.UserModeTime = fields.UInt64() * tick;
        process.KernelModeTime = fields.UInt64() * tick;
        fields.Skip(4);
        process.ThreadCount = (uint)fields.UInt64();
        fields.Skip(1);
        process.CreationDate = host.AfterBoot(fields.UInt64());
        process.VirtualSize = fields.UInt64();
        process.WorkingSetSize = fields.UInt64() * LinuxHost.PageSize;
    }

    private static void ReadStatus(Win32Process process, ReadOnlySpan<byte> status)
    {
        // A kernel thread has no memory of its own, and none of these lines. What stat says is an estimate on kernels before 6.2; this is
        // exact.
        process.WorkingSetSize = Fields.After(status, "VmRSS:"u8) * 1024 ?? process.WorkingSetSize;
        process.PageFileUsage = (uint?)Fields.After(status, "VmSwap:"u8);
        process.PeakVirtualSize = Fields.After(status, "VmPeak:"u8) * 1024;
        process.PeakWorkingSetSize = (uint?)Fields.After(status, "VmHWM:"u8);
    }

    private static void ReadIo(Win32Process process, ReadOnlySpan<byte> io)
    {
        // Empty if the process is another user's and the server is not root: then nothing is known.
        process.ReadTransferCount = Fields.After(io, "rchar:"u8);
        process.WriteTransferCount = Fields.After(io, "wchar:"u8);
        process.ReadOperationCount = Fields.After(io, "syscr:"u8);
        process.WriteOperationCount = Fields.After(io, "syscw:"u8);
    }

    private static string? CommandLine(ReadOnlySpan<char> path)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var text = KernelFile.Read(path, buffer);
        if (text.Length == buffer.Length)
            text = KernelFile.Read(path, buffer = new byte[MaxCommandLine]);
        text = text.TrimEnd((byte)0);
        if (text.IsEmpty)
            return null;
        buffer = buffer[..text.Length];
        buffer.Replace((byte)0, (byte)' ');
        return Encoding.UTF8.GetString(buffer);
    }

    private static ReadOnlySpan<char> Under(Span<char> path, int root, ReadOnlySpan<char> name)
    {
        name.CopyTo(path[root..]);
        return path[..(root + name.Length)];
    }
}
