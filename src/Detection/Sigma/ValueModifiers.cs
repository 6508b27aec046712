using System.Text;

namespace Sekimori.Detection.Sigma;

/// <summary>The modifiers that make other texts of a text: encodings and the dashes of Windows' command lines.</summary>
internal static class ValueModifiers
{
    private const string Dashes = "-/–—―";

    /// <summary>Flags of one value that are varied: five dashes in four places are 625 texts.</summary>
    private const int DashLimit = 4;

    /// <summary>Every spelling of the flags in a text (Sigma's "windash"): a dash before a letter or digit, and behind none.</summary>
    public static IEnumerable<string> Windash(string text)
    {
        var places = new List<int>();
        for (var i = 0; i + 1 < text.Length && places.Count < DashLimit; i++)
            if (Dashes.Contains(text[i], StringComparison.Ordinal) && IsWord(text[i + 1]) && (i == 0 || !IsWord(text[i - 1])))
                places.Add(i);
        IEnumerable<string> spelt = [text];
        foreach (var place in places)
            spelt = spelt.SelectMany(one => Dashes.Select(dash => string.Concat(one.AsSpan(0, place), [dash], one.AsSpan(place + 1))));
        return spelt.ToArray();
    }

    /// <summary>The text's bytes, as characters of the same numbers.</summary>
    public static string Utf16(string text, bool isBigEndian, bool hasMark)
    {
        var encoding = new UnicodeEncoding(isBigEndian, hasMark);
        byte[] bytes = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        return Encoding.Latin1.GetString(bytes);
    }

    /// <summary>Base64 of the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isBytes">True if an encoding before has left characters that are bytes.</param>
    public static string Base64(string text, bool isBytes) => Convert.ToBase64String(Bytes(text, isBytes));

    /// <summary>The part of a text's Base64 that is the same at every offset in a longer text (Sigma's "base64offset").</summary>
    public static IEnumerable<string> Base64Offset(string text, bool isBytes)
    {
        var bytes = Bytes(text, isBytes);
        for (var offset = 0; offset < 3; offset++)
        {
            var encoded = Convert.ToBase64String([.. new byte[offset], .. bytes]);
            var begin = (offset * 8 + 5) / 6;
            var end = (offset + bytes.Length) * 8 / 6;
            if (end > begin) yield return encoded[begin..end];
        }
    }

    private static byte[] Bytes(string text, bool isBytes) => (isBytes ? Encoding.Latin1 : Encoding.UTF8).GetBytes(text);

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}
