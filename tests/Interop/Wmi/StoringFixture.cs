namespace Sekimori.Interop.Wmi;

/// <summary>A host whose administrators may store event consumers.</summary>
public sealed class StoringFixture : WmiFixture
{
    public override string Address => "127.0.0.35";

    protected override string Settings => "wmi: { store-consumers: true }";
}
