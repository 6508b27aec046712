namespace Sekimori.WsMan.Addressing;

/// <summary>The header that asks for a part of a resource ([DSP0226] 7.7).</summary>
/// <param name="Path">The expression that names the part.</param>
/// <param name="Dialect">The dialect's URI; XPath 1.0 if the client gives none.</param>
internal sealed record FragmentTransfer(string Path, string Dialect);
