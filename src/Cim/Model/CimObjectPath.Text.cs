using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Sekimori.Cim.Model;

/// <content>The text of a path, read and written.</content>
public sealed partial record CimObjectPath
{
    // A path is read whole before anything is known of it. References within references double their quoting at each level, so this bounds
    // the depth as well.
    private const int MaxLength = 32_768;

    // Each key is compared with those before it; no class has more than some ten.
    private const int MaxKeys = 64;

    /// <summary>Reads a path.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The path.</returns>
    /// <exception cref="CimException">It cannot be read (<see cref="CimStatus.InvalidObjectPath"/>).</exception>
    public static CimObjectPath Parse(string text) =>
        TryParse(text, out var path) ? path : throw new CimException(CimStatus.InvalidObjectPath, "The object path cannot be read.");

    /// <summary>Reads a path.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The path.</param>
    /// <returns>False if it cannot be read.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out CimObjectPath? path)
    {
        path = null;
        if (text.Length > MaxLength)
            return false;
        var rest = text.AsSpan().Trim();
        string? host = null, space = null;
        if (rest.StartsWith(@"\\") || rest.StartsWith("//"))
        {
            var end = rest[2..].IndexOfAny('\\', '/');
            if (end <= 0)
                return false;
            host = rest.Slice(2, end).ToString();
            rest = rest[(2 + end)..];
        }
        // A colon before the first quote and equals sign ends the namespace.
        var colon = rest.IndexOf(':');
        var stop = rest.IndexOfAny('"', '=');
        if (colon >= 0 && (stop < 0 || colon < stop))
        {
            space = rest[..colon].ToString().Replace('\\', '/').Trim('/');
            rest = rest[(colon + 1)..];
        }
        else if (host is not null)
        {
            return false;
        }
        if (!TryParseObject(rest, out path))
            return false;
        path = path with { Host = host, Namespace = space };
        return true;
    }

    /// <summary>The path's text.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Host is not null)
            text.Append(@"\\").Append(Host).Append('\\').Append((Namespace ?? "root/cimv2").Replace('/', '\\')).Append(':');
        else if (Namespace is not null)
            text.Append(Namespace.Replace('/', '\\')).Append(':');
        return text.Append(ToRelativeString()).ToString();
    }

    /// <summary>The path's text without host and namespace (__RELPATH).</summary>
    /// <returns>The text.</returns>
    public string ToRelativeString()
    {
        if (IsSingleton)
            return ClassName + "=@";
        var text = new StringBuilder(ClassName);
        var separator = '.';
        foreach (var key in Keys)
        {
            if (key.Name.Length > 0)
                text.Append(separator).Append(key.Name);
            text.Append('=');
            AppendValue(text, key.Value);
            separator = ',';
        }
        return text.ToString();
    }

    private static bool TryParseObject(ReadOnlySpan<char> rest, [NotNullWhen(true)] out CimObjectPath? path)
    {
        path = null;
        var length = rest.IndexOfAny('.', '=');
        var name = (length < 0 ? rest : rest[..length]).Trim();
        if (!IsName(name))
            return false;
        if (length < 0)
        {
            path = Class(name.ToString());
            return true;
        }
        if (rest[length] == '=' && rest[(length + 1)..].Trim() is "@")
        {
            path = Singleton(name.ToString());
            return true;
        }
        var keys = new List<CimKey>();
        if (rest[length] == '=')
        {
            rest = rest[(length + 1)..];
            if (!TryReadValue(ref rest, out var lone) || !rest.IsWhiteSpace())
                return false;
            keys.Add(new CimKey("", lone));
        }
        else
        {
            rest = rest[(length + 1)..];
            while (true)
            {
                var equals = rest.IndexOf('=');
                if (equals < 0 || !IsName(rest[..equals].Trim()))
                    return false;
                var key = rest[..equals].Trim().ToString();
                rest = rest[(equals + 1)..];
                if (!TryReadValue(ref rest, out var value) || keys.Count == MaxKeys || keys.Exists(k => Same(k.Name, key)))
                    return false;
                keys.Add(new CimKey(key, value));
                rest = rest.TrimStart();
                if (rest.IsEmpty)
                    break;
                if (rest[0] != ',')
                    return false;
                rest = rest[1..];
            }
        }
        path = new CimObjectPath(name.ToString(), keys);
        return true;
    }

    private static bool TryReadValue(ref ReadOnlySpan<char> rest, out CimValue value)
    {
        value = default;
        rest = rest.TrimStart();
        if (rest.IsEmpty)
            return false;
        if (rest[0] is '"' or '\'')
            return TryReadQuoted(ref rest, out value);
        var length = rest.IndexOf(',');
        var word = (length < 0 ? rest : rest[..length]).Trim();
        rest = length < 0 ? default : rest[length..];
        if (word.Equals("true", StringComparison.OrdinalIgnoreCase) || word.Equals("false", StringComparison.OrdinalIgnoreCase))
            value = word[0] is 't' or 'T';
        else if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            value = number;
        else if (ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var large))
            value = large;
        else if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && ulong.TryParse(word[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out large))
            value = large;
        else if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
            value = real;
        return !value.IsNull;
    }

    private static bool TryReadQuoted(ref ReadOnlySpan<char> rest, out CimValue value)
    {
        var quote = rest[0];
        var text = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            var c = rest[i];
            if (c == '\\' && i + 1 < rest.Length && rest[i + 1] is '\\' or '"' or '\'')
            {
                text.Append(rest[++i]);
            }
            else if (c == quote)
            {
                rest = rest[(i + 1)..];
                value = text.ToString();
                return true;
            }
            else
            {
                text.Append(c);
            }
        }
        value = default;
        return false;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !(char.IsLetter(name[0]) || name[0] == '_'))
            return false;
        foreach (var c in name)
            if (!char.IsLetterOrDigit(c) && c != '_')
                return false;
        return true;
    }

    private static void AppendValue(StringBuilder text, CimValue value)
    {
        if (value.Type is CimType.String or CimType.Reference or CimType.DateTime or CimType.Char16)
            text.Append('"').Append(value.ToString().Replace(@"\", @"\\").Replace("\"", "\\\"")).Append('"');
        else
            text.Append(value.Type == CimType.Boolean ? value.ToString().ToUpperInvariant() : value.ToString());
    }
}
