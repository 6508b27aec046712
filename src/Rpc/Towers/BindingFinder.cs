using System.Globalization;
using System.Text;

namespace Sekimori.Rpc.Towers;

/// <summary>
/// Finds the endpoints in a DUALSTRINGARRAY ([MS-DCOM] 2.2.19) somewhere in an answer: "host[port]" behind the tower id of TCP.
/// </summary>
internal static class BindingFinder
{
    // A host has some addresses and a name; what follows are bindings of other protocols.
    private const int Limit = 16;

    // A name of 253 characters (RFC 1035 2.3.4) with its port.
    private const int LongestText = 256;

    /// <summary>The endpoints of a stub.</summary>
    public static List<(string Host, int Port)> Read(ReadOnlySpan<byte> stub)
    {
        var found = new List<(string, int)>();
        for (var at = 0; at + 4 < stub.Length && found.Count < Limit; at += 2)
        {
            if (stub[at] != 7 || stub[at + 1] != 0 || stub[at + 3] != 0 || stub[at + 2] < 0x20) continue;
            var text = new StringBuilder();
            var end = at + 2;
            for (; end + 1 < stub.Length && stub[end + 1] == 0 && stub[end] is > 0x20 and < 0x7f && text.Length < LongestText; end += 2)
                text.Append((char)stub[end]);
            var name = text.ToString();
            var bracket = name.LastIndexOf('[');
            if (bracket < 0 || !name.EndsWith(']')
                || !int.TryParse(name.AsSpan(bracket + 1, name.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture,
                out var port))
                continue;
            found.Add((name[..bracket], port));
            at = end;
        }
        return found;
    }
}
