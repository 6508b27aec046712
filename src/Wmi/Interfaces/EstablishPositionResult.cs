namespace Sekimori.Wmi.Interfaces;

/// <summary>Results of EstablishPosition.</summary>
/// <param name="LocaleVersion">1: unknown locales are ignored.</param>
/// <param name="Status">The HRESULT.</param>
internal sealed record EstablishPositionResult(uint LocaleVersion, uint Status);
