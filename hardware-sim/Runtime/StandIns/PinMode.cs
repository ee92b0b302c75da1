namespace System.Device.Gpio;

/// <summary>Modes of a pin with the numbers of the device.</summary>
internal enum PinMode
{
    Input = 0,
    InputPullDown = 1,
    InputPullUp = 2,
    Output = 3,
    OutputOpenDrain = 4,
    OutputOpenDrainPullUp = 5
}

/// <summary>Level of a pin.</summary>
internal enum PinValue
{
    Low = 0,
    High = 1
}
