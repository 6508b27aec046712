namespace Sekimori.Dcom.Activation;

/// <summary>The identifiers of activation properties ([MS-DCOM] 1.9).</summary>
internal static class ActivationIds
{
    public static readonly Guid PropertiesIn = Of(0x338);
    public static readonly Guid PropertiesOut = Of(0x339);
    public static readonly Guid PropertiesInIid = Of(0x1a2);
    public static readonly Guid PropertiesOutIid = Of(0x1a3);
    public static readonly Guid SpecialProperties = Of(0x1b9);
    public static readonly Guid Instantiation = Of(0x1ab);
    public static readonly Guid ActivationContext = Of(0x1a5);
    public static readonly Guid SecurityInfo = Of(0x1a6);
    public static readonly Guid ServerLocation = Of(0x1a4);
    public static readonly Guid ScmRequest = Of(0x1aa);
    public static readonly Guid ScmReply = Of(0x1b6);
    public static readonly Guid InstanceInfo = Of(0x1ad);

    /// <summary>PropsOutInfo has the identifier of the whole.</summary>
    public static readonly Guid PropsOut = PropertiesOut;

    private static Guid Of(int number) => new(number, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46);
}
