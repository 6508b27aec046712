using System.Buffers.Text;
using System.Globalization;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Processes;

/// <summary>
/// The mark that every process of a shell has and cannot remove: the hard limit of real-time CPU time (RLIMIT_RTTIME). A limit survives
/// fork, exec, setsid and a cleaned environment, only a privileged process may raise one, and this one restricts nothing: it affects
/// real-time threads only, and its values here are of 146,000 years. It identifies the server, the keeper and the command of a process,
/// even after both of them were killed.
/// </summary>
/// <param name="Value">The limit in microseconds: bit 62, then 32 bits of instance, 14 of keeper, 16 that count <em>down</em> with each
/// command, as a limit can only be lowered.</param>
internal readonly record struct ShellMark(ulong Value)
{
    private const ulong Top = 1UL << 62;
    private const int InstanceShift = 30, KeeperShift = 16;
    private const ulong CommandMask = 0xFFFF;

    /// <summary>Keepers that can be distinguished at a time.</summary>
    internal const int MaxKeepers = 1 << 14;

    /// <summary>Commands of one keeper, numbered from 1.</summary>
    internal const int MaxCommands = (int)CommandMask;

    /// <summary>The mark of a keeper, before any command.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not below <see cref="MaxKeepers"/>: it would be the mark of
    /// another.</exception>
    internal static ShellMark Of(uint instance, int keeper)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keeper);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(keeper, MaxKeepers);
        return new(Top | ((ulong)instance << InstanceShift) | ((ulong)keeper << KeeperShift) | CommandMask);
    }

    /// <summary>The mark of a keeper's command, the first being 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is above <see cref="MaxCommands"/>: it would be the mark of
    /// another.</exception>
    internal ShellMark Command(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MaxCommands);
        return new((Value | CommandMask) - (ulong)number);
    }

    /// <summary>True if both belong to one keeper.</summary>
    internal bool IsSameKeeper(ShellMark other) => (Value | CommandMask) == (other.Value | CommandMask);

    /// <summary>True if this is a mark of <paramref name="instance"/>.</summary>
    internal bool IsOf(uint instance) => Value >> InstanceShift == ((Top >> InstanceShift) | instance);

    /// <summary>Puts the mark on this process and all that it starts from now on.</summary>
    /// <returns>False if the limit was lower already and may not be raised, as inside another marked shell.</returns>
    internal bool PutOn() => PutOn(0);

    /// <summary>Sets the mark on a process that has started nothing yet: this user's, or anybody's if this process is root.</summary>
    /// <returns>False if the limit was already lower, or the process has ended.</returns>
    internal unsafe bool PutOn(int process)
    {
        var pair = stackalloc ulong[2] { Value, Value };
        return ProcessCalls.PrLimit(process, ProcessCalls.LimitRealTime, pair, null) == 0;
    }

    /// <summary>The mark of a process; null if it has none, has ended, or may not be read.</summary>
    internal static ShellMark? Read(int process)
    {
        // The file has 17 lines of under 80 bytes.
        Span<byte> text = stackalloc byte[2048];
        int length;
        try
        {
            using var file = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/limits"));
            length = RandomAccess.Read(file, text, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        text = text[..length];
        var label = "Max realtime timeout"u8;
        var at = text.IndexOf(label);
        if (at < 0) return null;
        var line = text[(at + label.Length)..].TrimStart((byte)' ');
        var gap = line.IndexOf((byte)' ');
        if (gap < 0) return null;
        // The soft limit is first, and anyone may lower it; the hard one counts.
        return Utf8Parser.TryParse(line[gap..].TrimStart((byte)' '), out ulong value, out _) && (value & Top) != 0 && value >> 63 == 0
            ? new ShellMark(value)
            : null;
    }
}
