namespace Sekimori.WsMan.Addressing;

/// <summary>A header that is understood.</summary>
/// <param name="Name">Its local name.</param>
/// <param name="Field">What it is.</param>
/// <param name="Section">The section of its specification.</param>
/// <param name="MayRepeat">True if a message may have several.</param>
internal sealed record KnownHeader(string Name, HeaderField Field, string Section, bool MayRepeat = false);
