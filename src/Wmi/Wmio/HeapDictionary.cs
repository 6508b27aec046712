using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>The strings that a heap reference can name without a heap ([MS-WMIO] 2.2.80).</summary>
internal static class HeapDictionary
{
    public const uint None = 0xffff_ffff;
    public const uint Flag = 0x8000_0000;

    // The case counts: "CIMWin32" is not "cimwin32".
    private static readonly string[] _words =
        ["\"", "key", "", "read", "write", "volatile", "provider", "dynamic", "cimwin32", "DWORD", "CIMTYPE"];

    public static string Find(uint reference) => (reference & ~Flag) is var index && index < _words.Length
        ? _words[index]
        : throw new MalformedException(Malformed.BadValue, $"no dictionary entry {index}");

    public static uint? ReferenceTo(string text)
    {
        var index = Array.IndexOf(_words, text);
        return index < 0 ? null : Flag | (uint)index;
    }
}
