namespace Sekimori.Ndr;

/// <summary>Reads one value.</summary>
/// <typeparam name="T">Its type.</typeparam>
public delegate T NdrRead<out T>(ref NdrReader reader);
