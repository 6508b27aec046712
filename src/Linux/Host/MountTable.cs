using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>Reads the table of mounts; see fstab(5) for its form.</summary>
internal static class MountTable
{
    public static List<Mount> Read(string proc)
    {
        var mounts = new List<Mount>();
        foreach (var line in Encoding.UTF8.GetString(KernelFile.ReadAll(Path.Combine(proc, "self/mounts"))).Split('\n'))
            if (line.Split(' ') is [var source, var target, var type, var options, ..])
                mounts.Add(new Mount(Unescape(source), Unescape(target), type, options));
        return mounts;
    }

    // Space, tab, line feed and backslash are written as three octal digits.
    internal static string Unescape(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] is >= '0' and <= '3' && IsOctal(text[i + 2]) && IsOctal(text[i + 3]))
            {
                result.Append((char)((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + text[i + 3] - '0'));
                i += 3;
            }
            else
            {
                result.Append(text[i]);
            }
        }
        return result.ToString();
    }

    private static bool IsOctal(char c) => c is >= '0' and <= '7';
}
