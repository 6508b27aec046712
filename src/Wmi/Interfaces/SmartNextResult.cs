using Sekimori.Ndr.Attributes;

namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of IWbemWCOSmartEnum::Next.</summary>
/// <param name="Returned">How many objects.</param>
/// <param name="Size">Bytes of the buffer.</param>
/// <param name="Buffer">An ObjectArray ([MS-WMI] 2.2.14); null without objects.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record SmartNextResult(uint Returned, uint Size, [SizeIs("Size")] byte[]? Buffer, uint Status);
