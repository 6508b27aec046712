using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>A Samba AD DC on 127.0.0.1, which is left running.</summary>
public sealed class SambaFixture
{
    public const string Address = "127.0.0.1";

    private readonly string? _whyNot = Realm.MissingReason;

    /// <summary>Skips the test where there is none.</summary>
    public void Need()
    {
        if (_whyNot is not null) Assert.Skip(_whyNot);
    }
}
