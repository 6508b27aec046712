using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Automation;

/// <summary>Results of IEnumVARIANT::Next.</summary>
/// <param name="Values">The values.</param>
/// <param name="Fetched">How many.</param>
/// <param name="Status">The HRESULT: 1 at the end.</param>
internal sealed record NextVariantsResult([SizeIs("count"), LengthIs("Fetched")] Variant?[] Values, uint Fetched, uint Status);
