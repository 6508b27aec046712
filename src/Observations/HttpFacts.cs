namespace Sekimori.Observations;

/// <summary>What a client claims about itself in the head of an HTTP request: the one reader of it, for servers and captures.</summary>
internal static class HttpFacts
{
    /// <summary>Characters of one encoding's name: the registered ones have fewer than twenty.</summary>
    private const int LongestEncoding = 64;

    /// <summary>Adds the facts.</summary>
    /// <param name="userAgent">User-Agent; empty if there is none.</param>
    /// <param name="acceptEncoding">Accept-Encoding; empty if there is none.</param>
    /// <param name="facts">Receives the facts.</param>
    public static void Read(string userAgent, string acceptEncoding, FactSet facts)
    {
        if (userAgent.Length > 0) facts.Add(Fact.UserAgent, userAgent);
        if (IsMalformedList(acceptEncoding)) facts.Add(Fact.AcceptEncoding, acceptEncoding);
    }

    /// <summary>
    /// Empty elements are what CVE-2021-31166 and CVE-2022-21907 send: "gzip, , deflate" is not a list that a client writes.
    /// </summary>
    private static bool IsMalformedList(ReadOnlySpan<char> list)
    {
        if (list.IsEmpty) return false;
        foreach (var item in list.Split(','))
            if (list[item].Trim().Length is 0 or > LongestEncoding) return true;
        return false;
    }
}
