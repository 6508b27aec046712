namespace Sekimori.Ndr;

/// <summary>Writes one value.</summary>
public delegate void NdrWrite(ref NdrWriter writer);
