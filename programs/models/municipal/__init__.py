"""What municipalities send by themselves: papers handed in, applications in the making."""
