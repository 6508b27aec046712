using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>Reads the kernel's own files (/proc, /sys), which have no length and never block: three system calls, no allocation.</summary>
internal static unsafe class KernelFile
{
    private const int MaxPath = 512;

    /// <summary>Reads a file from its start.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">Where to; what does not fit is left out.</param>
    /// <returns>What was read; empty if it cannot be.</returns>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<char> path, Span<byte> buffer) => Read(path, buffer, toTheEnd: true);

    /// <summary>
    /// Reads a file that the kernel returns whole, such as those of one process: one read less, which matters with a thousand processes.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">Where to; what does not fit is left out.</param>
    /// <returns>What was read; empty if it cannot be.</returns>
    public static ReadOnlySpan<byte> ReadOnce(ReadOnlySpan<char> path, Span<byte> buffer) => Read(path, buffer, toTheEnd: false);

    private static ReadOnlySpan<byte> Read(ReadOnlySpan<char> path, Span<byte> buffer, bool toTheEnd)
    {
        Span<byte> name = stackalloc byte[MaxPath];
        if (!Encoding.UTF8.TryGetBytes(path, name[..^1], out var length))
            return default;
        name[length] = 0;
        fixed (byte* p = name, b = buffer)
        {
            var fd = Libc.Open(p, Libc.OpenReadOnly | Libc.CloseOnExec);
            if (fd < 0)
                return default;
            var total = 0;
            do
            {
                var got = Libc.Read(fd, b + total, buffer.Length - total);
                if (got <= 0)
                    break;
                total += (int)got;
            }
            while (toTheEnd && total < buffer.Length);
            _ = Libc.Close(fd);
            return buffer[..total];
        }
    }

    /// <summary>Reads a short text file, for example one of /sys.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its text without the white space at its ends; null if it cannot be read or is empty.</returns>
    public static string? ReadText(string path)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var text = Read(path, buffer).Trim(" \t\r\n\0"u8);
        return text.IsEmpty ? null : Encoding.UTF8.GetString(text);
    }

    /// <summary>Reads a whole file of any size up to a limit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most bytes to read: files of /proc can grow with what other users do.</param>
    /// <returns>The bytes; empty if it cannot be read.</returns>
    public static byte[] ReadAll(string path, int limit = 4 << 20)
    {
        var buffer = new byte[Math.Min(16 << 10, limit)];
        while (true)
        {
            var read = Read(path, buffer);
            if (read.Length < buffer.Length || buffer.Length >= limit)
                return read.ToArray();
            buffer = new byte[Math.Min(buffer.Length * 4, limit)];
        }
    }

    /// <summary>Reads where a symbolic link points.</summary>
    /// <param name="path">The link.</param>
    /// <returns>The target; null if it cannot be read.</returns>
    public static string? ReadLink(ReadOnlySpan<char> path)
    {
        Span<byte> name = stackalloc byte[MaxPath];
        Span<byte> target = stackalloc byte[4096];
        if (!Encoding.UTF8.TryGetBytes(path, name[..^1], out var length))
            return null;
        name[length] = 0;
        fixed (byte* p = name, t = target)
        {
            var got = Libc.ReadLink(p, t, target.Length);
            return got <= 0 ? null : Encoding.UTF8.GetString(target[..(int)got]);
        }
    }
}
