namespace Sekimori.Cim.Schema;

/// <summary>What may happen to an object that is written. The numbers are those of WBEM_CHANGE_FLAG_TYPE ([MS-WMI] 2.2.8).</summary>
public enum CimWriteMode
{
    /// <summary>WBEM_FLAG_CREATE_OR_UPDATE: made if it does not exist, else changed.</summary>
    CreateOrUpdate = 0,

    /// <summary>WBEM_FLAG_UPDATE_ONLY: it must exist.</summary>
    UpdateOnly = 1,

    /// <summary>WBEM_FLAG_CREATE_ONLY: it must not exist.</summary>
    CreateOnly = 2,
}
