using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>Reads files of the form NAME=value, as os-release(5) and locale.conf(5) describe it: comments, quotes, backslashes.</summary>
internal static class KeyValueFile
{
    public static Dictionary<string, string> Read(params ReadOnlySpan<string> candidates)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in candidates)
        {
            var bytes = KernelFile.ReadAll(path, limit: 64 << 10);
            if (bytes.Length == 0)
                continue;
            foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
            {
                var text = line.Trim();
                var equals = text.IndexOf('=');
                if (equals > 0 && text[0] != '#')
                    result[text[..equals].Trim()] = Unquote(text[(equals + 1)..].Trim());
            }
            break;
        }
        return result;
    }

    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] is not ('"' or '\'') || value[^1] != value[0])
            return value;
        if (value[0] == '\'')
            return value[1..^1];
        var text = new StringBuilder();
        for (var i = 1; i < value.Length - 1; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length - 1)
                i++;
            text.Append(value[i]);
        }
        return text.ToString();
    }
}
